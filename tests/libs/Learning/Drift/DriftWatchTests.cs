using Platform.Learning.Drift;

namespace Platform.Learning.Tests.Drift;

public sealed class DriftWatchTests
{
    private const int Features = 40;
    private static readonly Lazy<DriftReference> Forty = new(() =>
        DriftReference.Build(new DriftStream(Features, 100, 1).Take(180_000), new()));

    [Fact]
    public void Half_a_sigma_in_one_of_forty_features_is_found_within_a_minute_and_named_with_its_time()
    {
        var stream = new DriftStream(Features, 1_000, 2);
        var watch = new DriftWatch(Forty.Value);
        Assert.Empty(stream.Play(watch, TimeSpan.FromSeconds(95)));

        var shiftedAt = stream.NowMs;
        var found = stream.Play(watch, TimeSpan.FromSeconds(60), row => row.Features[17] += 0.5f);

        Assert.NotEmpty(found);
        Assert.All(found, one => Assert.Equal("f17", one.Feature));
        Assert.Contains(found, one => one is { Slice: null, Measure: DriftMeasure.Psi });
        Assert.All(found, one => Assert.InRange(one.SinceMs, shiftedAt - 10_000, shiftedAt + 10_000));
        Assert.All(found, one => Assert.True(Math.Abs(one.Value - one.Usual) > Math.Abs(one.Threshold - one.Usual), one.Words));
    }

    [Fact]
    public void Feature_that_goes_missing_is_found_and_so_are_infinities()
    {
        var stream = new DriftStream(Features, 1_000, 3);
        var watch = new DriftWatch(Forty.Value);
        stream.Play(watch, TimeSpan.FromSeconds(60));
        var found = stream.Play(watch, TimeSpan.FromSeconds(60), row =>
        {
            if (row.Mark.AtMs % 20 == 0) row.Features[3] = float.NaN;
            if (row.Mark.AtMs % 20 == 1) row.Features[4] = float.NegativeInfinity;
        });

        Assert.All(found, one => Assert.Equal(DriftMeasure.Missing, one.Measure));
        Assert.Equal(["f3", "f4"], found.Select(one => one.Feature).Distinct().Order());
        Assert.StartsWith("feature f3 is missing more often", found.First(one => one.Feature == "f3").Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Shift_in_one_slice_names_the_slice()
    {
        var stream = new DriftStream(Features, 1_000, 4);
        var watch = new DriftWatch(Forty.Value);
        stream.Play(watch, TimeSpan.FromSeconds(60));
        var found = stream.Play(watch, TimeSpan.FromSeconds(60), row => row.Features[5] += row.Mark.Slice == 0 ? 0.2f : 0);

        Assert.Contains(found, one => one is { Slice: "channel web", Feature: "f5" });
        Assert.DoesNotContain(found, one => one.Slice == "channel app" || one.Feature != "f5");
        var words = found.First(one => one is { Slice: not null, Measure: DriftMeasure.Psi }).Words;
        Assert.StartsWith("feature f5 shifted for channel web since 2027-01-15 08:01:00Z: PSI 0.0", words, StringComparison.Ordinal);
    }

    [Fact]
    public void Alert_rate_score_and_extremes_are_watched()
    {
        var stream = new DriftStream(Features, 1_000, 5);
        var watch = new DriftWatch(Forty.Value);
        stream.Play(watch, TimeSpan.FromSeconds(60));
        stream.Play(watch, TimeSpan.FromSeconds(60), row =>
        {
            var score = row.Mark.Score * 0.9f;
            row.Mark = row.Mark with { Score = score, IsAlert = score > 0.85f };
            if (row.Mark.AtMs % 100 == 0) row.Features[9] = 1_000;
        });

        var found = watch.Findings;
        Assert.Contains(found, one => one is { Feature: null, Measure: DriftMeasure.AlertRate, Slice: null });
        Assert.Contains(found, one => one is { Feature: DriftReference.ScoreName, Measure: DriftMeasure.Psi });
        Assert.Contains(found, one => one is { Feature: "f9", Measure: DriftMeasure.Tails });
    }

    [Fact]
    public void Finding_ends_when_its_cause_ends_and_begins_once_only()
    {
        var stream = new DriftStream(Features, 1_000, 6);
        var watch = new DriftWatch(Forty.Value);
        var found = stream.Play(watch, TimeSpan.FromSeconds(120), row => row.Features[0] += 1);
        Assert.Equal(found.Count, found.Select(one => (one.Slice, one.Feature, one.Measure)).Distinct().Count());
        Assert.NotEmpty(watch.Findings);

        Assert.Empty(stream.Play(watch, TimeSpan.FromSeconds(80)));
        Assert.Empty(watch.Findings);
    }

    [Fact]
    public void Last_blocks_are_looked_at_without_a_further_event_and_silence_is_no_drift()
    {
        var stream = new DriftStream(Features, 1_000, 7);
        var watch = new DriftWatch(Forty.Value);
        Assert.Empty(stream.Play(watch, TimeSpan.FromSeconds(9), row => row.Features[0] += 1));
        Assert.NotEmpty(watch.Advance(stream.NowMs + 5_000));
        Assert.Empty(watch.Advance(stream.NowMs + 86_400_000));
    }

    [Fact]
    public void Watch_that_was_written_and_read_goes_on_as_the_other()
    {
        var (one, other) = (new DriftStream(Features, 200, 8), new DriftStream(Features, 200, 8));
        var watch = new DriftWatch(Forty.Value);
        one.Play(watch, TimeSpan.FromSeconds(95), row => row.Features[2] += 0.3f);
        other.Play(new(Forty.Value), TimeSpan.FromSeconds(95));
        var again = DriftWatch.Load(DriftReference.Load(Forty.Value.ToBytes()), watch.ToBytes());

        Assert.Equal(watch.Findings, again.Findings);
        one.Play(watch, TimeSpan.FromSeconds(45));
        other.Play(again, TimeSpan.FromSeconds(45));
        Assert.Equal(watch.Findings, again.Findings);
        Assert.Equal(watch.ToBytes(), again.ToBytes());
    }

    [Fact]
    public void Events_allocate_nothing()
    {
        var watch = new DriftWatch(Forty.Value);
        var features = new float[Features];
        watch.Add(new(0, 0, 0.5f, false), features);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) watch.Add(new(i, i % 3, 0.5f, false), features);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Damaged_bytes_are_refused()
    {
        var watch = new DriftWatch(Forty.Value);
        new DriftStream(Features, 1_000, 9).Play(watch, TimeSpan.FromSeconds(15));
        Refuses(watch.ToBytes(), bytes => DriftWatch.Load(Forty.Value, bytes));
        Refuses(Forty.Value.ToBytes(), bytes => DriftReference.Load(bytes));

        var other = DriftReference.Build(new DriftStream(Features, 100, 10).Take(130_000), new());
        Assert.Throws<FormatException>(() => DriftWatch.Load(other, watch.ToBytes()));
        Assert.Throws<ArgumentException>(() => watch.Add(default, new float[3]));
    }

    private static void Refuses(byte[] bytes, Action<byte[]> load)
    {
        var random = new SplitMix(11);
        Assert.Throws<FormatException>(() => load([]));
        for (var i = 0; i < 50; i++)
        {
            var at = i == 0 ? 0 : random.Below(bytes.Length);
            byte[] damaged = [.. bytes];
            damaged[at] ^= (byte)(1 << random.Below(8));
            Assert.Throws<FormatException>(() => load(damaged));
            Assert.Throws<FormatException>(() => load(bytes[..at]));
        }
    }
}
