using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Hosting;

/// <summary>Routes that a service calls in the name of a tenant when no caller is there, e.g. in a workflow (adr/0024).</summary>
public static class ForTenant
{
    /// <summary>The first part of the paths, without a slash before it.</summary>
    internal const string Root = "internal/for";

    private const string Subject = "service";

    /// <summary>
    /// Makes a group of routes below <c>/internal/for/{tenant}</c> that only callers with the sidecar's token reach. They pass the same
    /// gate as the tenant's own callers, and a handler asks for <see cref="TenantId"/> as everywhere else.
    /// </summary>
    /// <param name="endpoints">The app's routes.</param>
    /// <returns>The group.</returns>
    /// <exception cref="InvalidOperationException">APP_API_TOKEN is empty: anyone could call.</exception>
    public static RouteGroupBuilder MapForTenant(this IEndpointRouteBuilder endpoints)
    {
        var gate = endpoints.ServiceProvider.GetRequiredService<TenantGate>();
        var group = endpoints.MapSidecarOnly($"/{Root}").MapGroup("/{tenant}");
        IEndpointConventionBuilder routes = group;
        // Around all of the handler: its parameters are bound to the tenant that is set here.
        routes.Finally(endpoint => endpoint.RequestDelegate = Named(endpoint.RequestDelegate, gate));
        return group;
    }

    private static RequestDelegate Named(RequestDelegate? handler, TenantGate gate) => async context =>
    {
        if (handler is null || !TenantId.TryCreate(context.Request.RouteValues["tenant"] as string, out var tenant))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.User = new ClaimsPrincipal(Caller.Of(Subject, [tenant.ToString()], [], []));
        await gate.CheckAsync(context, handler);
    };
}
