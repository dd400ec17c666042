using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Local.Sidecar.States;

namespace Platform.Local.Sidecar;

/// <summary>The state API (reference A.2).</summary>
internal static class StateApi
{
    private static readonly string[] Writing = ["POST", "PUT"];
    private static readonly TimeSpan RelayEvery = TimeSpan.FromSeconds(5);

    public static void MapState(this IEndpointRouteBuilder routes, ISidecar sidecar)
    {
        var outbox = new StateOutbox(sidecar, routes.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("dapr.outbox"));
        RelayUntilStopped(routes.ServiceProvider.GetRequiredService<IHostApplicationLifetime>(), outbox, sidecar.Time);

        var api = new StateHandlers(sidecar, outbox);
        routes.MapMethods("/v1.0/state/{store}", Writing, api.Save);
        routes.MapMethods("/v1.0/state/{store}/bulk", Writing, api.GetBulk);
        routes.MapMethods("/v1.0/state/{store}/transaction", Writing, api.Transact);
        routes.MapMethods("/v1.0/state/{store}/{key}", ["GET"], api.Get);
        routes.MapMethods("/v1.0/state/{store}/{key}", ["DELETE"], api.Delete);
    }

    private static void RelayUntilStopped(IHostApplicationLifetime lifetime, StateOutbox outbox, TimeProvider time)
    {
        var timer = time.CreateTimer(_ => _ = outbox.RelayAsync(lifetime.ApplicationStopping), null, RelayEvery, RelayEvery);
        lifetime.ApplicationStopping.Register(timer.Dispose);
    }
}
