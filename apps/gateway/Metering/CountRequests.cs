using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>Counts the requests of tenants that were let through, whatever the answer.</summary>
internal sealed class CountRequests(RequestCounts counts) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (CallerTenant.Of(context.HttpContext) is { } tenant) counts.Add(tenant);
        return next(context);
    }
}
