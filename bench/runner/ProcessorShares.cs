using Platform.Local.Launcher;

namespace Platform.Bench;

/// <summary>
/// Processor time that each part of the platform has used. Unlike a rate, time per event hardly depends on what else the machine does,
/// so it shows which part is dear.
/// </summary>
internal sealed class ProcessorShares(PlatformRun run)
{
    private readonly Dictionary<string, TimeSpan> before = Read(run);

    /// <summary>Notes the microseconds per event that each part has used since; <c>host</c> includes the load driver.</summary>
    public void Note(Figures figures, long events)
    {
        var spent = Read(run).Select(part => (part.Key, Used: part.Value - before.GetValueOrDefault(part.Key))).ToList();
        foreach (var (name, used) in spent) figures.Set($"cpu_{name}_us_per_event", used.TotalMicroseconds / events);
        figures.Set("cpu_us_per_event", spent.Sum(part => part.Used.TotalMicroseconds) / events);
    }

    private static Dictionary<string, TimeSpan> Read(PlatformRun run)
    {
        var parts = run.Apps.ToDictionary(app => app.AppId, app => Processes.ProcessorTime(app.ProcessId ?? 0));
        parts["host"] = Environment.CpuUsage.TotalTime;
        if (run.Postgres?.ProcessId is { } postgres)
        {
            parts["postgres"] = TimeSpan.FromTicks(Processes.Family(postgres).Sum(process => Processes.ProcessorTime(process).Ticks));
        }

        return parts;
    }
}
