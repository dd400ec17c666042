using Platform.Local.Postgres;

namespace Platform.Local.Launcher;

/// <summary>The whole platform from <c>dapr.yaml</c>, running.</summary>
/// <remarks>PostgreSQL and every app are processes of their own; the one-machine host is in this one.</remarks>
public sealed class PlatformRun : IAsyncDisposable
{
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromSeconds(60);

    private readonly RunBuilder parts;
    private readonly AppSet apps;
    private readonly RunOptions options;

    private PlatformRun(RunBuilder parts, RunOptions options, LocalHost host, AppSet apps)
    {
        (this.parts, this.options, Host, this.apps) = (parts, options, host, apps);
        var gateway = apps.All.FirstOrDefault(app => app.AppId == "gateway") ?? apps.All[0];
        GatewayUri = AppUri(gateway.AppId);
    }

    /// <summary>The one public address.</summary>
    public Uri GatewayUri { get; }

    /// <summary>The sidecars, with what was published and stored.</summary>
    public LocalHost Host { get; }

    /// <summary>The server that we started; null when PLATFORM_POSTGRES names another.</summary>
    public EmbeddedPostgres? Postgres => parts.Postgres;

    /// <summary>The Redis that we started; null when there is none or PLATFORM_REDIS names another.</summary>
    public RedisServer? Redis => parts.Redis;

    /// <summary>What the apps were given as PLATFORM_POSTGRES.</summary>
    public string PostgresUri => parts.Variables.Find(RunVariables.Postgres)
        ?? throw new InvalidOperationException("a run has a PostgreSQL, its own or one that is named to it");

    /// <summary>The development issuer's key in base64.</summary>
    public string DevelopmentKey => parts.Variables["PLATFORM_DEV_KEY"];

    /// <summary>The token that callers of the sidecars send as <c>dapr-api-token</c>.</summary>
    public string DaprApiToken => parts.Variables[RunVariables.DaprToken];

    /// <summary>The token that the sidecars send to the apps.</summary>
    public string AppApiToken => parts.Variables[RunVariables.AppToken];

    /// <summary>The folder with data, logs and keys.</summary>
    public DataFolder Data => parts.Data;

    /// <summary>Every app's state, process and memory, in file order.</summary>
    public IReadOnlyList<AppStatus> Apps => [.. apps.All.Select(app => app.Status())];

    /// <summary>Starts all of it; apps are on their way when this returns (<see cref="WaitReadyAsync"/>).</summary>
    /// <exception cref="LaunchException">Something the user can put right.</exception>
    public static async Task<PlatformRun> StartAsync(RunOptions options, CancellationToken ct = default)
    {
        var parts = new RunBuilder(options);
        try
        {
            parts.Plan();
            await parts.StartServersAsync(ct);
            var host = await parts.StartHostAsync(ct);
            var run = new PlatformRun(parts, options, host, parts.StartApps(host));
            run.Record();
            return run;
        }
        catch
        {
            await parts.Steps.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where an app listens.</summary>
    public Uri AppUri(string appId) => apps[appId].AppPort is { } port
        ? new Uri($"http://127.0.0.1:{port}")
        : throw new LaunchException($"{appId} has no appPort in dapr.yaml");

    /// <summary>Where an app's sidecar listens.</summary>
    public Uri SidecarUri(string appId) => new($"http://127.0.0.1:{parts.Plans.First(plan => plan.App.AppId == appId).HttpPort}");

    /// <summary>Waits until every app is up, a minute at most.</summary>
    /// <exception cref="LaunchException">One of them is not, with its last line.</exception>
    public async Task WaitReadyAsync(CancellationToken ct = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(ReadyPatience);
        try
        {
            await apps.WaitReadyAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw AppSet.NotReady(apps.All.First(app => app.State != AppState.Up));
        }
    }

    /// <summary>Kills an app as a crash would; unless told not to, the launcher starts it again.</summary>
    public void Kill(string appId) => apps[appId].Kill();

    /// <summary>The last lines that an app printed, 200 at most.</summary>
    public IReadOnlyList<string> LastLines(string appId, int count = 20) => apps[appId].Log.Last(count);

    /// <summary>Memory of this process, the apps and the servers in bytes, shared pages counted once.</summary>
    public long MemoryBytes() => ProcessTable.MemoryBytes(Environment.ProcessId) + apps.All.Sum(app => app.Status().MemoryBytes)
        + (Postgres?.MemoryBytes ?? 0) + (Redis?.MemoryBytes ?? 0);

    /// <summary>Stops the apps, then the host, then the servers; the data stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await parts.Steps.DisposeAsync();
        File.Delete(Data.RunFile);
    }

    private void Record() => new RunRecord(
        Environment.ProcessId,
        GatewayUri.ToString(),
        options.Profile ?? "",
        [.. parts.Plans.Select(plan => new RunRecordApp(plan.App.AppId, plan.AppPort, plan.HttpPort, plan.GrpcPort))])
    {
        DaprApiToken = DaprApiToken,
    }.Write(Data);
}
