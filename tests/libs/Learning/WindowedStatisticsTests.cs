using System.Buffers;

namespace Platform.Learning.Tests;

public sealed class WindowedStatisticsTests
{
    private static readonly (Window Window, long Bucket, int Buckets)[] Shapes =
        [(Window.Hour, 300, 12), (Window.Day, 3_600, 24), (Window.Week, 21_600, 28), (Window.Month, 86_400, 30)];

    [Theory]
    [InlineData(1, 60)]
    [InlineData(2, 2_000)]
    [InlineData(3, 50_000)]
    public void Windows_agree_with_a_slow_obvious_version(ulong seed, int stepSeconds)
    {
        var (random, statistics, events) = (new SplitMix(seed), new WindowedStatistics(), new List<(long Time, double Value)>());
        var now = 1_700_000_000L;
        for (var i = 0; i < 2_000; i++)
        {
            now += random.Below(stepSeconds);
            var time = random.Below(10) == 0 ? now - random.Below(stepSeconds * 20) : now;
            var value = random.Below(10_000) / 100.0;
            statistics.Add(time, value);
            events.Add((time, value));
            if (i % 50 == 0) AssertSame(statistics, events);
        }
    }

    [Fact]
    public void Mean_and_deviation_are_those_of_the_textbook()
    {
        var statistics = new WindowedStatistics();
        foreach (var value in new double[] { 2, 4, 4, 4, 5, 5, 7, 9 }) statistics.Add(1_000, value);

        var summary = statistics.Read(Window.Hour, 1_000);

        Assert.Equal((8, 40, 5), (summary.Count, summary.Sum, summary.Mean));
        Assert.Equal(Math.Sqrt(32.0 / 7), summary.StandardDeviation, 12);
    }

    [Fact]
    public void Huge_value_leaves_no_residue_behind()
    {
        var statistics = new WindowedStatistics();
        statistics.Add(0, 1e12);
        statistics.Add(4_000, 0.1);

        Assert.Equal(new(1, 0.1, 0.1 * 0.1), statistics.Read(Window.Hour, 4_000));
    }

    [Fact]
    public void Event_older_than_the_window_is_left_out()
    {
        var statistics = new WindowedStatistics();
        statistics.Add(100_000, 1);
        statistics.Add(10_000, 1);

        Assert.Equal((1, 2), (statistics.Read(Window.Hour, 100_000).Count, statistics.Read(Window.Month, 100_000).Count));
    }

    [Fact]
    public void Memory_stays_within_what_is_stated()
    {
        var (statistics, bytes) = (new WindowedStatistics(), new ArrayBufferWriter<byte>());
        for (var i = 0; i < 50_000; i++) statistics.Add(i * 100L, 1);
        statistics.Write(new(bytes));
        var reader = new PackedReader(bytes.WrittenSpan);
        WindowedStatistics.Load(ref reader);
        reader = new(bytes.WrittenSpan);

        // A loaded state takes exactly its own memory, and nobody else allocates on this thread.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var loaded = WindowedStatistics.Load(ref reader);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(statistics.Read(Window.Month, 5_000_000), loaded.Read(Window.Month, 5_000_000));
        Assert.InRange(taken, 1_000, WindowedStatistics.MostBytes);
    }

    [Fact]
    public void Read_state_answers_as_the_written_one()
    {
        var (random, statistics) = (new SplitMix(5), new WindowedStatistics());
        for (var i = 0; i < 500; i++) statistics.Add(1_700_000_000 + random.Below(2_000_000), random.Below(1_000) / 10.0);
        var bytes = new ArrayBufferWriter<byte>();
        statistics.Write(new(bytes));
        var reader = new PackedReader(bytes.WrittenSpan);

        var read = WindowedStatistics.Load(ref reader);

        Assert.True(reader.AtEnd);
        Assert.All(Shapes, shape => Assert.Equal(statistics.Read(shape.Window, 1_702_000_000), read.Read(shape.Window, 1_702_000_000)));
    }

    private static void AssertSame(WindowedStatistics statistics, List<(long Time, double Value)> events)
    {
        var latest = events.Max(e => e.Time);
        foreach (var (window, bucket, buckets) in Shapes)
        {
            // An event that was already too old when it came is never counted, and never would be: windows only move on.
            var inside = events.Where(e => e.Time / bucket > latest / bucket - buckets).Select(e => e.Value).ToList();
            var summary = statistics.Read(window, latest);
            Assert.Equal(inside.Count, summary.Count);
            Assert.Equal(inside.Sum(), summary.Sum, 6);
            Assert.Equal(inside.Sum(value => value * value), summary.Squares, 4);
        }
    }
}
