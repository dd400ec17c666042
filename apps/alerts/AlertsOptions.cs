using System.ComponentModel.DataAnnotations;

namespace Platform.Alerts;

/// <summary>Section <c>Alerts</c>. The host does not start with a value out of range.</summary>
internal sealed class AlertsOptions
{
    /// <summary>Minutes after an alert in which the same entity and reason count as a repeat.</summary>
    [Range(1, 60 * 24 * 30)]
    public int SuppressMinutes { get; init; } = 60;

    /// <summary>From this score on a decision is of high severity even when it was not blocked.</summary>
    [Range(0.0, 1.0)]
    public double HighScore { get; init; } = 0.8;

    /// <summary>From this score on a blocked decision is critical.</summary>
    [Range(0.0, 1.0)]
    public double CriticalScore { get; init; } = 0.95;

    /// <summary>Days for which a counted decision is remembered; a redelivery later than that would count again.</summary>
    [Range(1, 365)]
    public int RememberDays { get; init; } = 7;

    /// <summary>Decisions in one delivery.</summary>
    [Range(1, 5_000)]
    public int BatchSize { get; init; } = 500;

    /// <summary>Milliseconds the sidecar waits to fill a delivery.</summary>
    [Range(1, 10_000)]
    public int BatchWaitMs { get; init; } = 20;

    /// <summary>Live streams that this process serves at once; the next one is answered with 503.</summary>
    [Range(1, 10_000)]
    public int MaxLiveStreams { get; init; } = 500;

    /// <summary>Seconds of silence after which a live stream says that it is still there.</summary>
    [Range(1, 60)]
    public int HeartbeatSeconds { get; init; } = 15;

    /// <summary>Seconds a reader may take to accept what is written; then it is cut off, and resumes when it comes back.</summary>
    [Range(1, 300)]
    public int SlowReaderSeconds { get; init; } = 10;
}
