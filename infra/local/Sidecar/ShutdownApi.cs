using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Platform.Local.Sidecar;

/// <summary>Stops this app's sidecar (the others go on): the answer first, then deliveries, then the port.</summary>
internal static class ShutdownApi
{
    public static void MapShutdown(this IEndpointRouteBuilder routes, AppSidecar sidecar) =>
        routes.MapPost("/v1.0/shutdown", context => Shutdown(context, sidecar));

    private static Task Shutdown(HttpContext context, AppSidecar sidecar)
    {
        context.NoContent();
        context.Response.OnCompleted(() =>
        {
            sidecar.RequestShutdown();
            return Task.CompletedTask;
        });
        return Task.CompletedTask;
    }
}
