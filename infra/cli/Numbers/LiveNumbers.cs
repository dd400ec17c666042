namespace Platform.Cli.Numbers;

/// <summary>What the view shows, over the last seconds.</summary>
internal sealed record LiveNumbers
{
    private static readonly string[] Verdicts = ["allow", "review", "block"];

    /// <summary>Events accepted per second.</summary>
    public double EventsPerSecond { get; private init; }

    /// <summary>Decisions per second by verdict.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> DecisionsPerSecond { get; private init; } = [];

    public double AlertsPerSecond { get; private init; }

    /// <summary>Seconds; null when nothing was scored.</summary>
    public double? ScoreP50 { get; private init; }

    /// <summary>Seconds; null when nothing was scored.</summary>
    public double? ScoreP99 { get; private init; }

    /// <summary>Accepted to decided, 95 of 100, in seconds; null when nothing came.</summary>
    public double? LagP95 { get; private init; }

    /// <summary>Accepted since the services started.</summary>
    public double EventsTotal { get; private init; }

    /// <summary>The difference of two moments. A counter that fell belongs to a service that was started again and counts from 0.</summary>
    public static LiveNumbers Between(Scrape earlier, Scrape later)
    {
        var seconds = Math.Max((later.At - earlier.At).TotalSeconds, 1e-3);
        double Rate(string name, string? label = null, string? value = null) =>
            Grown(earlier.Sum(name, label, value), later.Sum(name, label, value)) / seconds;

        var score = new Quantiles(earlier.Buckets("risk_score_duration_seconds"), later.Buckets("risk_score_duration_seconds"));
        return new LiveNumbers
        {
            EventsPerSecond = Rate("ingest_events_total", "outcome", "accepted"),
            EventsTotal = later.Sum("ingest_events_total", "outcome", "accepted"),
            DecisionsPerSecond =
                [.. Verdicts.Select(verdict => KeyValuePair.Create(verdict, Rate("risk_decisions_total", "verdict", verdict)))],
            AlertsPerSecond = Rate("alerts_raised_total"),
            ScoreP50 = score.Of(0.50),
            ScoreP99 = score.Of(0.99),
            LagP95 = new Quantiles(earlier.Buckets("tx_stream_lag_seconds"), later.Buckets("tx_stream_lag_seconds")).Of(0.95),
        };
    }

    internal static double Grown(double earlier, double later) => later >= earlier ? later - earlier : later;
}
