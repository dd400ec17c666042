using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Platform.Local.Sidecar;

/// <summary>Whether the sidecar, its components and its app are ready; outbound leaves the app out.</summary>
internal static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder routes, AppSidecar sidecar)
    {
        routes.MapGet("/v1.0/healthz", context => Health(context, sidecar));
        // The port opens only after the components are loaded, so being asked is being ready.
        routes.MapGet("/v1.0/healthz/outbound", context => Done(context));
    }

    private static Task Health(HttpContext context, AppSidecar sidecar)
    {
        if (context.Request.Query["appid"] is [{ Length: > 0 } asked, ..] && asked != sidecar.AppId)
            throw new ApiException(HttpStatusCode.InternalServerError, "ERR_HEALTH_APPID_NOT_MATCH", "dapr app-id does not match");
        if (sidecar.Life is { IsUp: false })
            throw new ApiException(HttpStatusCode.InternalServerError, "ERR_HEALTH_NOT_READY",
                "dapr is not ready: the app does not answer yet");
        return Done(context);
    }

    private static Task Done(HttpContext context)
    {
        context.NoContent();
        return Task.CompletedTask;
    }
}
