namespace Platform.Bench.Scenarios;

/// <summary>
/// Memory of host, apps and PostgreSQL after the load. The host runs in this process, so the load driver is counted in. Pages that
/// PostgreSQL's processes share are counted once (PSS); the plain sum, which counts them once per process, is noted beside it.
/// </summary>
internal sealed class Memory : IScenario
{
    private const double MiB = 1 << 20;

    public string Name => "memory";

    public string Purpose => "host (with the load driver), apps and PostgreSQL after the load";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        var run = await stage.PlatformAsync(ct);
        var family = Processes.Family(Environment.ProcessId);
        stage.Figures.Set("rss_mib", family.Sum(Processes.ProportionalBytes) / MiB);
        stage.Figures.Set("rss_sum_mib", family.Sum(Processes.ResidentBytes) / MiB);
        stage.Figures.Set("rss_host_mib", Processes.ProportionalBytes(Environment.ProcessId) / MiB);
        foreach (var app in run.Apps)
        {
            stage.Figures.Set($"rss_{app.AppId}_mib", Processes.ProportionalBytes(app.ProcessId ?? 0) / MiB);
        }

        if (run.Postgres?.ProcessId is { } postgres)
        {
            stage.Figures.Set("rss_postgres_mib", Processes.Family(postgres).Sum(Processes.ProportionalBytes) / MiB);
        }
    }
}
