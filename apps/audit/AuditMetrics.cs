using System.Diagnostics.Metrics;

namespace Platform.Audit;

/// <summary>What audit counts.</summary>
internal sealed class AuditMetrics
{
    /// <summary>The meter's name, for whoever listens.</summary>
    public const string Name = "Platform.Audit";

    private readonly Counter<long> appended;
    private readonly Counter<long> repeated;
    private readonly Counter<long> signed;
    private readonly Histogram<double> lag;

    public AuditMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        appended = meter.CreateCounter<long>("audit_entries_total", "{entry}", "Entries added to a log.");
        repeated = meter.CreateCounter<long>("audit_repeated_total", "{event}", "Events that were in the log already.");
        signed = meter.CreateCounter<long>("audit_checkpoints_total", "{checkpoint}", "Checkpoints signed.");
        lag = meter.CreateHistogram<double>("audit_lag_seconds", "s", "From the newest event of a delivery to its stored entry.");
    }

    /// <summary>Counts a delivery of a tenant.</summary>
    public void Appended(Appended outcome, int events, TimeSpan sinceNewest)
    {
        appended.Add(outcome.Entries);
        repeated.Add(events - outcome.Entries);
        signed.Add(outcome.Checkpoints);
        lag.Record(sinceNewest.TotalSeconds);
    }

    public void Signed(int checkpoints) => signed.Add(checkpoints);
}
