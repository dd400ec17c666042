using Microsoft.AspNetCore.Routing;
using Platform.Local.Workflows;

namespace Platform.Local.Sidecar;

/// <summary>Every API of the sidecar, one file each. Whatever matches none of them is an invocation.</summary>
internal static class Apis
{
    public static void MapAll(IEndpointRouteBuilder routes, AppSidecar sidecar)
    {
        routes.MapHealth(sidecar);
        routes.MapMetadata(sidecar);
        routes.MapState(sidecar);
        routes.MapPublish(sidecar);
        routes.MapSecrets(sidecar);
        routes.MapConfiguration(sidecar);
        routes.MapLock(sidecar);
        routes.MapBindings(sidecar);
        routes.MapActors(sidecar);
        routes.MapWorkflows(sidecar);
        routes.MapJobs(sidecar);
        routes.MapShutdown(sidecar);
        routes.MapInvoke(sidecar);
    }
}
