using Platform.Learning.Drift;

namespace Platform.Learning.Tests.Drift;

public sealed class DriftReferenceTests
{
    [Fact]
    public void Distances_are_those_worked_out_by_hand()
    {
        // Shares 0.6/0.4 against 0.5/0.5: PSI = 0.1 ln 1.2 + -0.1 ln 0.8 = 0.0405, KS = 0.1.
        int[] window = [60_000, 40_000];
        int[] reference = [500_000, 500_000];
        Assert.Equal(0.1 * Math.Log(1.2) - 0.1 * Math.Log(0.8), DriftDistances.Psi(window, reference).Value, 5);
        Assert.Equal(0.1, DriftDistances.Ks(window, reference).Value, 9);
        Assert.Equal(100_000d * 1_000_000 / 1_100_000, DriftDistances.Ks(window, reference).Size, 6);
        Assert.Equal(0, DriftDistances.Share(10, 100, 100, 1_000).Statistic, 9);
    }

    [Fact]
    public void Chi_square_quantiles_are_those_of_the_tables()
    {
        Assert.Equal(21.666, default(DriftNoise).At(0.01, 9, 1).Floor, 3);
        Assert.Equal(27.877, default(DriftNoise).At(0.001, 9, 1).Floor, 3);
    }

    [Fact]
    public void Every_value_falls_where_a_plain_search_puts_it()
    {
        var random = new SplitMix(1);
        var values = new float[5_000];
        foreach (ref var value in values.AsSpan()) value = (float)(random.Fraction() * random.Fraction());
        var column = DriftColumn.Of(values, 16);
        Assert.Equal(16, column.Bins);
        foreach (var value in values)
            Assert.Equal(column.Edges.Count(edge => value > edge), DriftCells.BinOf(value, column.Edges));
    }

    [Fact]
    public void Frequent_value_has_a_bin_of_its_own()
    {
        var values = Enumerable.Range(0, 1_000).Select(i => i < 20 ? -1f : i < 950 ? 0f : i).ToArray();
        var column = DriftColumn.Of(values, 10);
        Assert.Equal([-1f, 0f], column.Edges.Take(2));
        Assert.Equal(3, column.Bins);
    }

    [Fact]
    public void Constant_feature_that_moves_is_found()
    {
        var stream = new DriftStream(2, 20, 2);
        var watch = new DriftWatch(DriftReference.Build(stream.Take(40_000, row => row.Features[0] = 7), new()));
        Assert.Empty(stream.Play(watch, TimeSpan.FromSeconds(120), row => row.Features[0] = 7));
        var found = stream.Play(watch, TimeSpan.FromSeconds(60), row => row.Features[0] = row.Mark.AtMs % 1_000 == 0 ? 8 : 7);
        Assert.Contains(found, one => one is { Feature: "f0", Measure: DriftMeasure.Tails });
    }

    [Fact]
    public void Feature_that_was_always_missing_and_comes_is_found()
    {
        var stream = new DriftStream(2, 20, 3);
        var reference = DriftReference.Build(stream.Take(40_000, row => row.Features[0] = float.NaN), new());
        var found = stream.Play(new(reference), TimeSpan.FromSeconds(90));
        Assert.Contains(found, one => one is { Feature: "f0", Measure: DriftMeasure.Missing, Usual: 1 });
    }

    [Fact]
    public void Slice_with_too_few_events_is_named_and_left_out()
    {
        var reference = DriftReference.Build(
            new DriftStream(2, 20, 4).Take(40_000, row => row.Mark = row.Mark with { Slice = row.Mark.AtMs % 10_000 == 0 ? 1 : 0 }), new());
        Assert.Equal(["channel app"], reference.UnwatchedSlices);
        Assert.Equal(["channel app"], DriftReference.Load(reference.ToBytes()).UnwatchedSlices);
    }

    [Fact]
    public void Stretches_and_options_that_cannot_serve_are_refused()
    {
        var stretch = new DriftStream(2, 20, 5).Take(40_000);
        Assert.Throws<ArgumentException>(() => DriftReference.Build(stretch with { Marks = [.. stretch.Marks.Reverse()] }, new()));
        Assert.Throws<ArgumentException>(() => DriftReference.Build(stretch with { Values = default }, new()));
        Assert.Throws<ArgumentException>(() => DriftReference.Build(stretch with { Features = [] }, new()));
        Assert.Throws<ArgumentException>(() => DriftReference.Build(stretch, new() { LeastEvents = 5_000 }));
        Assert.Throws<ArgumentException>(() => DriftReference.Build(stretch, new() { FalseAlarmsPerWeek = double.NaN }));
        Assert.Throws<ArgumentException>(() => DriftReference.Build(stretch, new() { Bins = 17 }));
    }
}
