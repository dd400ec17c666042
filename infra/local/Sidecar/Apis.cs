using Microsoft.AspNetCore.Routing;

namespace Platform.Local.Sidecar;

/// <summary>Every API of the sidecar, one file each.</summary>
internal static class Apis
{
    public static void MapAll(IEndpointRouteBuilder routes, AppSidecar sidecar)
    {
        routes.MapHealth(sidecar);
        routes.MapState(sidecar);
        routes.MapPublish(sidecar);
        routes.MapSecrets(sidecar);
        routes.MapInvoke(sidecar);
    }
}
