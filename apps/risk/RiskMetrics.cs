using System.Diagnostics.Metrics;
using Platform.Contracts;
using Platform.Risk.Models;

namespace Platform.Risk;

/// <summary>What risk counts.</summary>
internal sealed class RiskMetrics
{
    /// <summary>The meter's name, for whoever listens.</summary>
    public const string Name = "Platform.Risk";

    // The anomaly rate follows about the last two thousand decisions.
    private const double Step = 1.0 / 2_000;
    private static readonly string[] Verdicts = ["allow", "review", "block"];
    private static readonly double[] DelayBounds = [.. new double[] { 1, 6, 24, 72, 168, 336, 720, 1_440, 2_160 }.Select(h => h * 3_600)];
    private readonly Counter<long> decisions;
    private readonly Counter<long> refused;
    private readonly Counter<long> degraded;
    private readonly Counter<long> threats;
    private readonly Counter<long> outcomes;
    private readonly Histogram<double> labelDelay;
    private readonly Histogram<double> duration;
    private readonly Histogram<double> lag;
    private double anomalyRate;

    public RiskMetrics(IMeterFactory meters, ModelHealth models)
    {
        var meter = meters.Create(Name);
        decisions = meter.CreateCounter<long>("risk_decisions_total", "{decision}", "Decisions made.");
        refused = meter.CreateCounter<long>("risk_refused_total", "{event}", "Events sent back because too many were waiting.");
        threats = meter.CreateCounter<long>("risk_threats_total", "{threat}", "Threats found in security events.");
        outcomes = meter.CreateCounter<long>("risk_outcomes_total", "{event}", "Events whose outcome went into the histories.");
        labelDelay = meter.CreateHistogram(
            "label_delay_seconds", "s", "From an event to when its outcome was known.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = DelayBounds });
        duration = meter.CreateHistogram<double>("risk_score_duration_seconds", "s", "From taken in to durable decision.");
        lag = meter.CreateHistogram<double>("tx_stream_lag_seconds", "s", "From the producer's envelope to the delivery.");
        degraded = meter.CreateCounter<long>("risk_degraded_total", "{decision}", "Decisions in which a model took no part.");
        meter.CreateObservableGauge(
            "risk_models_left_out", () => models.LeftOut, "{model}", "Models of tenants in memory whose circuit breaker is not closed.");
        meter.CreateObservableGauge("anomaly_rate", () => Volatile.Read(ref anomalyRate), "1", "Share of late decisions that were raised.");
    }

    /// <summary>Counts a decision; from one thread only.</summary>
    public void Decided(Verdict verdict, string? reason)
    {
        if (reason is not null) degraded.Add(1, new KeyValuePair<string, object?>("reason", reason));
        decisions.Add(1, new KeyValuePair<string, object?>("verdict", Verdicts[(int)verdict]));
        Volatile.Write(ref anomalyRate, anomalyRate + Step * ((verdict is Verdict.Allow ? 0 : 1) - anomalyRate));
    }

    /// <summary>Counts what was learnt of an event.</summary>
    public void Learnt(Finding verdict, TimeSpan delay)
    {
        outcomes.Add(1, new KeyValuePair<string, object?>("verdict", verdict is Finding.Fraud ? "fraud" : "legitimate"));
        labelDelay.Record(delay.TotalSeconds);
    }

    public void Refused(int events) => refused.Add(events);

    /// <summary>Counts what a detector found.</summary>
    public void Detected(string detector, int found) => threats.Add(found, new KeyValuePair<string, object?>("detector", detector));

    public void Took(TimeSpan time) => duration.Record(time.TotalSeconds);

    public void Lag(TimeSpan time) => lag.Record(time.TotalSeconds);
}
