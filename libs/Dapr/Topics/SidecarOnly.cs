using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Platform.Dapr;

/// <summary>Routes for other services, which come through the sidecar.</summary>
public static class SidecarOnly
{
    /// <summary>
    /// Makes a group of routes that only callers with the sidecar's token reach; others get 401. Users reach a service through the same
    /// sidecar, so the public door must not forward to these paths. They are not in the OpenAPI document.
    /// </summary>
    /// <param name="endpoints">The app's routes.</param>
    /// <param name="prefix">Where they begin, e.g. <c>/internal</c>.</param>
    /// <returns>The group.</returns>
    /// <exception cref="InvalidOperationException">APP_API_TOKEN is empty: anyone could call.</exception>
    public static RouteGroupBuilder MapSidecarOnly(this IEndpointRouteBuilder endpoints, string prefix)
    {
        var token = SidecarToken.Of(endpoints.ServiceProvider).OrRefuse(prefix);
        var group = endpoints.MapGroup(prefix);
        group.AllowAnonymous().ExcludeFromDescription();
        // Around all of the handler: a filter would come after the body was read.
        IEndpointConventionBuilder routes = group;
        routes.Finally(endpoint => endpoint.RequestDelegate = token.Guard(endpoint.RequestDelegate ?? Nothing));
        return group;
    }

    private static Task Nothing(HttpContext context) => Task.CompletedTask;
}
