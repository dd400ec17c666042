using Platform.Cli.Numbers;
using Platform.Cli.View;

namespace Platform.Cli.Tests;

/// <summary>The figures of the live view from two moments of the services' metrics.</summary>
public sealed class LiveNumbersTests
{
    private const string Earlier = """
        ingest_events_total{outcome="accepted"} 1000
        ingest_events_total{outcome="rejected"} 5
        risk_decisions_total{verdict="allow"} 900
        risk_decisions_total{verdict="block"} 10
        alerts_raised_total 3
        risk_score_duration_seconds_bucket{le="0.001"} 500
        risk_score_duration_seconds_bucket{le="0.01"} 900
        risk_score_duration_seconds_bucket{le="+Inf"} 910
        """;

    private const string Later = """
        ingest_events_total{outcome="accepted"} 2000
        ingest_events_total{outcome="rejected"} 50
        risk_decisions_total{verdict="allow"} 1850
        risk_decisions_total{verdict="block"} 30
        alerts_raised_total 8
        risk_score_duration_seconds_bucket{le="0.001"} 1000
        risk_score_duration_seconds_bucket{le="0.01"} 1900
        risk_score_duration_seconds_bucket{le="+Inf"} 1910
        """;

    [Fact]
    public void Rates_are_differences_over_the_time_between()
    {
        var numbers = LiveNumbers.Between(At(0, Earlier), At(5, Later));

        Assert.Equal(200, numbers.EventsPerSecond);
        Assert.Equal(2000, numbers.EventsTotal);
        var decisions = numbers.DecisionsPerSecond.Select(pair => $"{pair.Key} {pair.Value}");
        Assert.Equal("allow 190, review 0, block 4", string.Join(", ", decisions));
        Assert.Equal(1, numbers.AlertsPerSecond);
    }

    [Fact]
    public void Quantiles_are_of_what_came_between_and_linear_in_a_bucket()
    {
        var numbers = LiveNumbers.Between(At(0, Earlier), At(5, Later));

        // 1000 came: 500 within 1 ms and 500 from there to 10 ms.
        Assert.Equal(0.001, numbers.ScoreP50!.Value, 6);
        Assert.Equal(0.001 + 0.009 * 490 / 500, numbers.ScoreP99!.Value, 6);
        Assert.Null(numbers.LagP95);
    }

    [Fact]
    public void A_service_that_was_started_again_counts_from_zero()
    {
        var numbers = LiveNumbers.Between(At(0, Later), At(5, Earlier));

        Assert.Equal(200, numbers.EventsPerSecond);
        Assert.Equal(0.01, numbers.ScoreP99!.Value, 3);
    }

    [Fact]
    public void Values_beyond_the_last_bound_are_said_to_be_that_bound()
    {
        const string buckets =
            "risk_score_duration_seconds_bucket{le=\"0.01\"} 0\nrisk_score_duration_seconds_bucket{le=\"+Inf\"} 5";
        var numbers = LiveNumbers.Between(At(0, ""), At(1, buckets));
        Assert.Equal(0.01, numbers.ScoreP50);
    }

    [Fact]
    public void Before_anything_came_there_is_nothing_to_show()
    {
        var numbers = LiveNumbers.Between(At(0, ""), At(0, ""));
        Assert.Equal(
            "events/s 0 | decisions/s allow 0 review 0 block 0 | alerts/s 0 | scoring p50 – p99 – | lag p95 –",
            Words.Numbers(numbers));
    }

    private static Scrape At(int seconds, string page) => new(TimeSpan.FromSeconds(seconds), MetricsText.Read(page));
}
