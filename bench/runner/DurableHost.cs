using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Local;
using Platform.Local.Launcher;
using Platform.Local.Postgres;

namespace Platform.Bench;

/// <summary>
/// The one-machine host with one app and a PostgreSQL that flushes to disk, apart from the platform. Host, app and driver share this
/// process: what is measured is their work together, as on a machine that they share.
/// </summary>
internal sealed class DurableHost : IAsyncDisposable
{
    public const string AppId = "bench";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly EmbeddedPostgres postgres;
    private readonly LocalHost host;
    private WebApplication? app;

    private DurableHost(EmbeddedPostgres postgres, LocalHost host) => (this.postgres, this.host) = (postgres, host);

    /// <summary>The app's services.</summary>
    public IServiceProvider Services => app?.Services ?? throw new InvalidOperationException("The app has not been started.");

    /// <summary>Starts all three on an empty folder; returns when the host has found the app.</summary>
    public static async Task<DurableHost> StartAsync(
        Stage stage, string name, Action<IServiceCollection> add, Action<WebApplication> map, CancellationToken ct)
    {
        await stage.StopPlatformAsync();
        var postgres = await EmbeddedPostgres.StartAsync(new PostgresOptions { DataDirectory = stage.Folder(name) }, ct);
        var port = FreePort.Take();
        var host = await LocalHost.StartAsync(
            new() { Apps = [new(AppId, port)], Resources = [StoreAt(postgres.Uri)], AppApiToken = AppId, HotReload = false }, ct);
        var durable = new DurableHost(postgres, host);
        await durable.StartAppAsync(port, add, map, ct);
        return durable;
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
        await host.DisposeAsync();
        await postgres.DisposeAsync();
    }

    private static string StoreAt(string uri) => $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: statestore}
        spec:
          type: state.postgresql
          version: v2
          metadata: [{name: connectionString, value: "{{uri}}"}, {name: actorStateStore, value: "true"}]
        """;

    private async Task StartAppAsync(int port, Action<IServiceCollection> add, Action<WebApplication> map, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
            ["APP_API_TOKEN"] = AppId,
            ["DAPR_HTTP_ENDPOINT"] = host.HttpEndpoint(AppId).ToString(),
            ["DAPR_GRPC_PORT"] = host.GrpcPort(AppId).ToString(CultureInfo.InvariantCulture),
        });
        add(builder.Services);
        app = builder.Build();
        map(app);
        await app.StartAsync(ct);
        for (var waited = TimeSpan.Zero; !host.IsUp(AppId); waited += Look)
        {
            if (waited > Patience) throw new BenchException($"The host did not find the app within {Patience.TotalSeconds:N0} s.");
            await Task.Delay(Look, ct);
        }
    }
}
