using System.Diagnostics.Metrics;

namespace Platform.Ingest;

/// <summary>What ingest counts.</summary>
internal sealed class IngestMetrics
{
    /// <summary>The meter's name, for whoever listens.</summary>
    public const string Name = "Platform.Ingest";

    private static readonly KeyValuePair<string, object?> AcceptedOutcome = new("outcome", "accepted");
    private static readonly KeyValuePair<string, object?> DuplicateOutcome = new("outcome", "duplicate");
    private static readonly KeyValuePair<string, object?> RejectedOutcome = new("outcome", "rejected");
    private readonly Counter<long> events;
    private readonly Histogram<double> batchSeconds;

    public IngestMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        events = meter.CreateCounter<long>("ingest_events_total", "{event}", "Events by outcome: accepted, duplicate or rejected.");
        batchSeconds = meter.CreateHistogram<double>("ingest_batch_duration_seconds", "s", "Recording and publishing one batch.");
    }

    /// <summary>Counts a batch whose accepted events the broker took.</summary>
    public void Accepted(int accepted, int duplicates, TimeSpan took)
    {
        events.Add(accepted, AcceptedOutcome);
        events.Add(duplicates, DuplicateOutcome);
        batchSeconds.Record(took.TotalSeconds);
    }

    /// <summary>Counts an event that was refused.</summary>
    public void Rejected() => events.Add(1, RejectedOutcome);
}
