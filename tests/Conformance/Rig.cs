using System.Diagnostics;
using System.Net;
using Platform.Local;
using Platform.Local.Launcher;

namespace Platform.Conformance.Tests;

/// <summary>A sidecar under test with its apps: the one-machine host in this process, or the daprd that DAPR_HTTP_ENDPOINT names.</summary>
internal sealed class Rig : IAsyncDisposable
{
    // A daprd asks once, so every test app a gives the same answer.
    private const string ActorTypes =
        """
        {"entities":["Plain","Reentrant","Brief"],"entitiesConfig":[
          {"entities":["Reentrant"],"reentrancy":{"enabled":true,"maxStackDepth":8}},
          {"entities":["Brief"],"actorIdleTimeout":"2s"}]}
        """;

    private readonly Dictionary<string, int> ports = [];
    private readonly Dictionary<string, TestApp> apps = [];
    private readonly Dictionary<string, HttpClient> sidecars = [];
    private readonly ManualTime time = new();
    private readonly Setup setup;
    private LocalHost? host;
    private LocalHostOptions options = new();

    private Rig(Setup setup) => this.setup = setup;

    public static Task<Rig> StartAsync() => StartAsync(Setup.Standard);

    public static async Task<Rig> StartAsync(Setup setup)
    {
        if (RealSidecar.IsNamed) RealSidecar.SkipUnlessItCanServe(setup);

        var rig = new Rig(setup);
        try
        {
            await rig.StartAppsAsync();
            await rig.StartSidecarsAsync();
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    public TestApp App(string id = "a") => apps[id];

    public HttpClient Sidecar(string id = "a") => sidecars[id];

    /// <summary>Where workflow workers and clients of an app call.</summary>
    public Uri GrpcEndpoint(string id) => host?.GrpcEndpoint(id) ?? RealSidecar.GrpcEndpoint(id);

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Starts an app whose port the sidecar already knows.</summary>
    public async Task<TestApp> ListenAsync(string id) => apps[id] = await TestApp.StartAsync(ports[id], app =>
    {
        if (id is "a") app.On("/dapr/config", _ => new(200, ActorTypes));
        setup.Prepare(app);
    });

    /// <summary>The sidecars of the default host end and others begin, while the apps go on.</summary>
    public async Task RestartAsync()
    {
        if (host is not null) await host.DisposeAsync();
        host = null;
        await StartSidecarsAsync();
    }

    /// <summary>Waits for a condition while the sidecar's clock runs: fast for the default host, as it does for daprd.</summary>
    public Task UntilAsync(Func<Task<bool>> condition, string what) =>
        Eventually.HoldsAsync(condition, what, meanwhile: () => time.Advance(TimeSpan.FromMilliseconds(50)));

    public Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    /// <summary>Waits until the app got so many calls on a path, and gives the latest of them.</summary>
    public async Task<Received> ReceivedAsync(string path, int count = 1, string id = "a")
    {
        await UntilAsync(() => App(id).At(path).Count >= count, $"{count} calls of {path}");
        return App(id).At(path)[count - 1];
    }

    /// <summary>Lets the sidecar's clock run for a while, for what must not happen.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        var steps = 0;
        var started = Stopwatch.GetTimestamp();
        await UntilAsync(
            () => host is null ? Stopwatch.GetElapsedTime(started) >= span : 50 * steps++ >= span.TotalMilliseconds,
            "time passes");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sidecar in sidecars.Values) sidecar.Dispose();
        if (host is not null) await host.DisposeAsync();
        foreach (var app in apps.Values) await app.DisposeAsync();
    }

    private async Task StartAppsAsync()
    {
        foreach (var id in setup.Apps)
        {
            ports[id] = RealSidecar.IsNamed ? RealSidecar.AppPort(id) : FreePort.Take();
            if (!setup.AppsComeLater) await ListenAsync(id);
        }
    }

    private async Task StartSidecarsAsync()
    {
        if (options.Apps.Count == 0) options = setup.Options(Options());
        host = RealSidecar.IsNamed ? null : await LocalHost.StartAsync(options, Stop);
        foreach (var id in setup.Apps)
        {
            if (sidecars.Remove(id, out var before)) before.Dispose();
            sidecars[id] = new() { BaseAddress = host?.HttpEndpoint(id) ?? RealSidecar.Endpoint(id) };
            if (!setup.AppsComeLater) await UntilAsync(() => IsReadyAsync(id), $"sidecar of {id} ready");
        }
    }

    private LocalHostOptions Options() => new()
    {
        Apps = [.. setup.Apps.Select(id => new LocalApp(id, ports[id]))],
        Resources = setup.Resources,
        ConfigurationPaths = [StandardResources.Configuration],
        Time = time,
    };

    private async Task<bool> IsReadyAsync(string id)
    {
        using var response = await Sidecar(id).GetAsync("/v1.0/healthz", Stop);
        return response.StatusCode is HttpStatusCode.NoContent;
    }

    /// <summary>Sets a value of a configuration store that only the default host has.</summary>
    public Task SetConfigurationAsync(string store, string key, string value) =>
        host?.SetConfigurationAsync(store, key, value)
        ?? throw new InvalidOperationException("A real daprd keeps no configuration in memory.");
}
