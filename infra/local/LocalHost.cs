using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Local.Components;
using Platform.Local.Resources;
using Platform.Local.Sidecar;

namespace Platform.Local;

/// <summary>The one-machine Dapr host: a sidecar per app, in this process, on loopback.</summary>
/// <remarks>
/// <code>await using var host = await LocalHost.StartAsync(new LocalHostOptions { Apps = [new LocalApp("orders", 5001)] }, ct);</code>
/// When it returns, components are loaded and every sidecar answers; apps are waited for in the background.
/// </remarks>
public sealed class LocalHost : IAsyncDisposable
{
    private readonly LocalHostOptions options;
    private readonly HostResources resources;
    private readonly AppDirectory directory;
    private readonly ILogger log;
    private readonly Dictionary<string, HostedApp> apps = [];

    private LocalHost(LocalHostOptions options)
    {
        this.options = options;
        var loggers = options.Loggers ?? NullLoggerFactory.Instance;
        log = loggers.CreateLogger("dapr");
        resources = new HostResources(options, loggers);
        directory = new AppDirectory(resources.Namespace, options.Time);
    }

    /// <summary>Loads the resources, starts the components and opens every sidecar.</summary>
    /// <exception cref="ResourceException">A resource has a mistake or a component does not start; nothing is left running.</exception>
    public static async Task<LocalHost> StartAsync(LocalHostOptions options, CancellationToken ct)
    {
        var host = new LocalHost(options);
        try
        {
            await host.StartAsync(ct);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>The address of an app's sidecar, e.g. <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri HttpEndpoint(string appId) => App(appId).Server.Endpoint;

    /// <summary>The port of the app's gRPC API, on which workflow workers and clients call.</summary>
    public int GrpcPort(string appId) => App(appId).GrpcPort;

    /// <summary>The address of the app's gRPC API, e.g. <c>http://127.0.0.1:50001/</c>.</summary>
    public Uri GrpcEndpoint(string appId) => new($"http://127.0.0.1:{App(appId).GrpcPort}/");

    /// <summary>Whether the app has answered and its subscriptions run.</summary>
    public bool IsUp(string appId) => App(appId).Sidecar.Life is null or { IsUp: true };

    /// <summary>Tells that the app's process has been started anew. The host notices by itself; this makes it certain.</summary>
    public void AppRestarted(string appId) => App(appId).Sidecar.Life?.Restarted();

    /// <summary>The messages last published to a topic, oldest first, at most <see cref="LocalHostOptions.KeepPublished"/>.</summary>
    public IReadOnlyList<PublishedMessage> Published(string topic) => resources.Journal.Of(topic);

    /// <summary>Everything in a state store that keeps it in memory, by physical key (<c>app||key</c>).</summary>
    /// <exception cref="ArgumentException">There is no such store, or it is not an in-memory one.</exception>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Stored(string store) =>
        resources.Find<IListedStore>(store)?.List()
            ?? throw new ArgumentException($"'{store}' is not an in-memory state store", nameof(store));

    /// <summary>Sets a value of an in-memory configuration store; apps that watch it are told.</summary>
    /// <exception cref="ArgumentException">There is no such store, or it is not an in-memory one.</exception>
    public Task SetConfigurationAsync(string store, string key, string value) =>
        resources.Find<MemoryConfiguration>(store)?.SetAsync(key, value)
        ?? throw new ArgumentException($"'{store}' is not an in-memory configuration store", nameof(store));

    /// <summary>Stops deliveries, lets calls under way end (at most five seconds), and closes the components.</summary>
    public async ValueTask DisposeAsync()
    {
        await resources.StopWatchingAsync();
        await Task.WhenAll(apps.Values.Select(app => app.DisposeAsync().AsTask()));
        await resources.DisposeAsync();
        directory.Dispose();
    }

    private async Task StartAsync(CancellationToken ct)
    {
        await resources.LoadAsync(ct);
        foreach (var app in options.Apps) directory.Add(new AppSidecar(app, options, directory));
        foreach (var app in options.Apps)
        {
            var sidecar = directory.Find(app.AppId) ?? throw new InvalidOperationException(app.AppId);
            sidecar.Resources = await resources.ForAsync(app.AppId, ct);
            apps[app.AppId] = await HostedApp.StartAsync(sidecar, log, ct);
        }

        _ = TellWhenDeclaredAsync();
        resources.Watch(ReloadAsync);
    }

    private async Task TellWhenDeclaredAsync()
    {
        await Task.WhenAll(apps.Values.Select(app => app.Sidecar.Life?.Declared ?? Task.CompletedTask));
        resources.AllDeclared();
    }

    private async Task ReloadAsync(CancellationToken ct)
    {
        foreach (var app in apps.Values)
        {
            app.Sidecar.Resources = await resources.ForAsync(app.Sidecar.AppId, ct);
            if (app.Sidecar.Workflows is { } workflows) await workflows.RefreshAsync();
            await app.Sidecar.Schedules.UseAsync(app.Sidecar.ActorStore, ct);
            if (app.Sidecar.Life is { } life) await life.ReloadAsync(ct);
        }

        if (apps.Values.All(app => app.Sidecar.Life?.Declared.IsCompleted ?? true)) resources.AllDeclared();
    }

    private HostedApp App(string appId) =>
        apps.GetValueOrDefault(appId)
            ?? throw new ArgumentException($"there is no app '{appId}'; apps are {string.Join(", ", apps.Keys)}", nameof(appId));
}
