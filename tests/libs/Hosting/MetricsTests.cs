using System.Diagnostics.Metrics;

namespace Platform.Hosting.Tests;

public sealed class MetricsTests
{
    [Fact]
    public void Counters_gauges_and_histograms_are_written_as_prometheus_text()
    {
        using var meter = new Meter($"Platform.Test.{Guid.NewGuid():n}");
        using var page = Started();
        meter.CreateCounter<long>("a_events", description: "Events\nseen").Add(2, new KeyValuePair<string, object?>("kind", "a\"b"));
        meter.CreateUpDownCounter<int>("a_depth").Add(-3);
        meter.CreateGauge<double>("a_level").Record(1.5);
        meter.CreateObservableGauge("a_lag", () => 0.25, "s");
        var duration = meter.CreateHistogram("a_duration", "s",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        duration.Record(0.1);
        duration.Record(5);

        var lines = page.Text().Split('\n');

        Assert.Contains("# HELP a_events_total Events\\nseen", lines);
        Assert.Contains("# TYPE a_events_total counter", lines);
        Assert.Contains("a_events_total{kind=\"a\\\"b\"} 2", lines);
        Assert.Contains("a_depth -3", lines);
        Assert.Contains("a_level 1.5", lines);
        Assert.Contains("a_lag_seconds 0.25", lines);
        Assert.Contains("a_duration_seconds_bucket{le=\"0.1\"} 1", lines);
        Assert.Contains("a_duration_seconds_bucket{le=\"1\"} 1", lines);
        Assert.Contains("a_duration_seconds_bucket{le=\"+Inf\"} 2", lines);
        Assert.Contains("a_duration_seconds_sum 5.1", lines);
        Assert.Contains("a_duration_seconds_count 2", lines);
    }

    [Fact]
    public void Series_are_bounded()
    {
        using var meter = new Meter($"Platform.Test.{Guid.NewGuid():n}");
        using var page = Started();
        var counter = meter.CreateCounter<long>("b_events_total");
        for (var i = 0; i < Metric.MaxSeries + 500; i++)
            counter.Add(1, new KeyValuePair<string, object?>("id", i));

        var lines = page.Text().Split('\n').Where(line => line.StartsWith("b_events_total", StringComparison.Ordinal)).ToList();

        Assert.Equal(Metric.MaxSeries + 1, lines.Count);
        Assert.Contains("b_events_total{overflow=\"true\"} 500", lines);
    }

    [Fact]
    public void Nothing_is_lost_when_many_record_at_once()
    {
        using var meter = new Meter($"Platform.Test.{Guid.NewGuid():n}");
        using var page = Started();
        var counter = meter.CreateCounter<double>("c_events_total");
        var histogram = meter.CreateHistogram<double>("c_size");
        Parallel.For(0, 10_000, i =>
        {
            counter.Add(1);
            histogram.Record(2);
        });

        var text = page.Text();

        Assert.Contains("c_events_total 10000\n", text, StringComparison.Ordinal);
        Assert.Contains("c_size_sum 20000\n", text, StringComparison.Ordinal);
        Assert.Contains("c_size_count 10000\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Instruments_of_others_are_left_out()
    {
        using var meter = new Meter("Somebody.Else");
        using var page = Started();
        meter.CreateCounter<long>("d_events_total").Add(1);

        Assert.DoesNotContain("d_events_total", page.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_open_and_shows_the_memory_of_the_process()
    {
        await using var service = await TestService.StartAsync(_ => { });

        var text = await service.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Contains("# TYPE process_resident_memory_bytes gauge", text, StringComparison.Ordinal);
        Assert.Matches("process_cpu_seconds_total [0-9.]+\n", text);
    }

    private static MetricsPage Started()
    {
        var page = new MetricsPage();
        page.StartAsync(TestContext.Current.CancellationToken).Wait(TestContext.Current.CancellationToken);
        return page;
    }
}
