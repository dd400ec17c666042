using System.Diagnostics;
using System.Globalization;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Load.Sending;
using Platform.Load.Simulation;
using Platform.Local.Launcher;

namespace Platform.Bench;

/// <summary>One thing that is measured.</summary>
internal interface IScenario
{
    /// <summary>For the command line.</summary>
    string Name { get; }

    /// <summary>Scenarios that can be run together by this name; null for none.</summary>
    string? Group => null;

    /// <summary>What it measures, in a sentence.</summary>
    string Purpose { get; }

    /// <summary>Measures, and notes figures on the stage.</summary>
    Task RunAsync(Stage stage, CancellationToken ct);
}

/// <summary>What scenarios share: one platform on throw-away data, started when the first of them needs it.</summary>
internal sealed class Stage(BenchOptions options, Figures figures) : IAsyncDisposable
{
    /// <summary>Whose events the bench sends.</summary>
    public const string Tenant = "bench";

    private readonly long began = Stopwatch.GetTimestamp();

    // Not a private temporary folder: started by root, PostgreSQL runs as another user and must be able to enter it.
    private readonly DirectoryInfo data =
        Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"platform-bench-{Environment.ProcessId}"));

    private PlatformRun? platform;
    private int simulations;

    /// <summary>Set at the end of a good run; else the data folder stays, with the logs in it.</summary>
    public bool IsFinished { get; set; }

    /// <summary>Short measurements.</summary>
    public bool Quick => options.Quick;

    /// <summary>What was measured.</summary>
    public Figures Figures => figures;

    /// <summary>The running platform, or null before it is needed.</summary>
    public PlatformRun? Running => platform;

    /// <summary>A progress line with the time since the bench began.</summary>
    public void Say(FormattableString line)
    {
        var text = line.ToString(CultureInfo.InvariantCulture);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{Stopwatch.GetElapsedTime(began).TotalSeconds,6:F1} s] {text}"));
    }

    /// <summary>The platform, started and ready.</summary>
    public async Task<PlatformRun> PlatformAsync(CancellationToken ct)
    {
        if (platform is not null) return platform;

        platform = await PlatformRun.StartAsync(new() { DataDirectory = data.FullName, Notice = line => Say($"{line}") }, ct);
        await platform.WaitReadyAsync(ct);
        return platform;
    }

    /// <summary>Stops the platform: what follows has the machine for itself.</summary>
    public async Task StopPlatformAsync()
    {
        if (platform is not { } running) return;

        platform = null;
        await running.DisposeAsync();
    }

    /// <summary>A folder in the data folder, with a name of its own.</summary>
    public string Folder(string name) => data.CreateSubdirectory(name).FullName;

    /// <summary>A client of the public API that may do everything.</summary>
    public Task<GatewayClient> GatewayAsync(CancellationToken ct) => GatewayAsync(Tenant, Roles.Admin, ct);

    /// <summary>A client of the public API for someone of a tenant.</summary>
    public async Task<GatewayClient> GatewayAsync(string tenant, string role, CancellationToken ct)
    {
        var (run, token) = (await PlatformAsync(ct), await TokenAsync(tenant, role, ct));
        return new(new() { Gateway = run.GatewayUri, Token = () => token });
    }

    /// <summary>The token of someone of a tenant.</summary>
    public async Task<string> TokenAsync(string tenant, string role, CancellationToken ct)
    {
        var run = await PlatformAsync(ct);
        return DevelopmentTokens.FromKey(run.DevelopmentKey, TimeProvider.System)
            .Issue(new("bench", tenant, [role], TimeSpan.FromHours(12)));
    }

    /// <summary>Events of a new population, whose ids no other scenario uses.</summary>
    public IEnumerable<Transaction> Events() => Population().Events().Select(e => e.Transaction);

    /// <summary>Events of a new population, and what their ids begin with.</summary>
    public (IEnumerable<Transaction> Events, string IdPrefix) MarkedEvents()
    {
        var simulator = Population();
        return (simulator.Events().Select(e => e.Transaction), simulator.IdPrefix);
    }

    // The number keeps the starts, and with them the ids, of two populations apart that begin within a millisecond.
    private Simulator Population() =>
        new(new() { Start = TimeProvider.System.GetUtcNow().AddMilliseconds(simulations), Seed = ++simulations });

    public async ValueTask DisposeAsync()
    {
        await StopPlatformAsync();
        if (IsFinished) data.Delete(recursive: true);
        else Say($"the logs are in {Path.Combine(data.FullName, "logs")}");
    }
}
