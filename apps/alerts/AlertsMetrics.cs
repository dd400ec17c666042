using System.Diagnostics.Metrics;

namespace Platform.Alerts;

/// <summary>What alerts counts.</summary>
internal sealed class AlertsMetrics
{
    /// <summary>The meter's name, for whoever listens.</summary>
    public const string Name = "Platform.Alerts";

    private readonly Counter<long> raised;
    private readonly Counter<long> repeated;
    private readonly Histogram<double> lag;
    private readonly UpDownCounter<long> streams;

    public AlertsMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        raised = meter.CreateCounter<long>("alerts_raised_total", "{alert}", "Alerts raised.");
        repeated = meter.CreateCounter<long>("alerts_repeated_total", "{decision}", "Decisions counted into an alert that was there.");
        lag = meter.CreateHistogram<double>("alert_lag_seconds", "s", "From the decision to the stored alert.");
        streams = meter.CreateUpDownCounter<long>("alert_streams", "{stream}", "Live streams being served.");
    }

    /// <summary>Counts the outcome of a batch.</summary>
    public void Changed(AlertChanges changes)
    {
        raised.Add(changes.Raised);
        repeated.Add(changes.Repeated);
    }

    public void Lag(TimeSpan sinceDecision) => lag.Record(sinceDecision.TotalSeconds);

    public void StreamOpened() => streams.Add(1);

    public void StreamClosed() => streams.Add(-1);
}
