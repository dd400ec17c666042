using System.Buffers;

namespace Platform.Learning.Tests;

public sealed class SketchTests
{
    private static readonly double[] Shares = [0.01, 0.1, 0.5, 0.9, 0.99];

    [Theory]
    [InlineData(HyperLogLog.ThreePercent, 10, 0)]
    [InlineData(HyperLogLog.ThreePercent, 64, 0)]
    [InlineData(HyperLogLog.ThreePercent, 1_000, 0.03)]
    [InlineData(HyperLogLog.ThreePercent, 30_000, 0.03)]
    [InlineData(HyperLogLog.ThreePercent, 1_000_000, 0.03)]
    [InlineData(HyperLogLog.SevenPercent, 20, 0)]
    [InlineData(HyperLogLog.SevenPercent, 49, 0.067)]
    [InlineData(HyperLogLog.SevenPercent, 1_000, 0.067)]
    [InlineData(HyperLogLog.SevenPercent, 100_000, 0.067)]
    public void Distinct_count_has_the_standard_error_that_is_stated(int registers, int members, double error)
    {
        var squares = 0.0;
        const int Seeds = 12;
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var (random, sketch) = (new SplitMix(seed), new HyperLogLog(registers));
            for (var i = 0; i < members; i++) sketch.Add(random.Next());
            squares += Math.Pow(sketch.Count() / members - 1, 2);
        }

        // The mean of 12 squares lies within a factor of 1.5² of the expected one.
        Assert.InRange(Math.Sqrt(squares / Seeds), 0, error * 1.5);
    }

    [Fact]
    public void Member_that_comes_again_is_not_counted_again()
    {
        var sketch = new HyperLogLog();
        for (var i = 0UL; i < 10_000; i++) sketch.Add(SplitMix.Mix(i % 500));

        Assert.InRange(sketch.Count(), 450, 550);
    }

    [Fact]
    public void Merged_distinct_counts_are_the_sketch_of_the_union_in_any_order()
    {
        HyperLogLog Of(ulong from, ulong to)
        {
            var sketch = new HyperLogLog();
            for (var i = from; i < to; i++) sketch.Add(SplitMix.Mix(i));
            return sketch;
        }

        var (left, right, all) = (Of(0, 3_000), Of(2_990, 3_020), Of(0, 3_020));
        left.Merge(right);
        right.Merge(Of(0, 3_000));

        Assert.Equal((all.Count(), all.Count()), (left.Count(), right.Count()));
        Assert.Throws<ArgumentException>(() => left.Merge(new HyperLogLog(64)));
    }

    [Theory]
    [InlineData(1, 0.02)]
    [InlineData(2, 0.02)]
    [InlineData(3, 0.02)]
    public void Ranks_and_quantiles_are_off_by_less_than_is_stated(ulong seed, double error)
    {
        var (random, sketch) = (new SplitMix(seed), new QuantileSketch());
        for (var i = 0; i < 300_000; i++) sketch.Add(Math.Pow(random.Fraction(), 3));

        Assert.Equal(300_000, sketch.Count);
        Assert.All(
            Shares,
            q =>
            {
                Assert.InRange(sketch.RankOf(Math.Pow(q, 3)), q - error, q + error);
                Assert.InRange(Math.Cbrt(sketch.Quantile(q)), q - error, q + error);
            });
    }

    [Fact]
    public void Few_values_have_exact_quantiles()
    {
        var sketch = new QuantileSketch();
        foreach (var value in new[] { 5.0, 1, double.NaN, 3, 2, 4 }) sketch.Add(value);

        Assert.Equal((3, 0.5, 1, 5), (sketch.Quantile(0.5), sketch.RankOf(3), sketch.Quantile(0), sketch.Quantile(1)));
        Assert.True(double.IsNaN(new QuantileSketch().RankOf(1)));
    }

    [Fact]
    public void Merged_quantiles_are_those_of_all_values_in_any_order()
    {
        QuantileSketch Of(int from, int to)
        {
            var sketch = new QuantileSketch();
            for (var i = from; i < to; i++) sketch.Add(i);
            return sketch;
        }

        var (left, right) = (Of(0, 20_000), Of(60_000, 100_000));
        left.Merge(Of(20_000, 60_000));
        left.Merge(Of(60_000, 100_000));
        right.Merge(Of(0, 20_000));
        right.Merge(Of(20_000, 60_000));

        Assert.Equal((100_000, 100_000), (left.Count, right.Count));
        Assert.All(new[] { left, right }, sketch => Assert.InRange(sketch.RankOf(25_000), 0.23, 0.27));
    }

    [Fact]
    public void Sketches_come_back_as_they_were_and_damage_is_told()
    {
        var (distinct, quantiles, bytes) = (new HyperLogLog(), new QuantileSketch(), new ArrayBufferWriter<byte>());
        for (var i = 0UL; i < 5_000; i++)
        {
            distinct.Add(SplitMix.Mix(i));
            quantiles.Add(i);
        }

        distinct.Write(new(bytes));
        quantiles.Write(new(bytes));
        var reader = new PackedReader(bytes.WrittenSpan);

        Assert.Equal(distinct.Count(), HyperLogLog.Load(ref reader, HyperLogLog.ThreePercent).Count());
        Assert.Equal(quantiles.Quantile(0.3), QuantileSketch.Load(ref reader, 128).Quantile(0.3));
        Assert.True(reader.AtEnd);
        Assert.Throws<FormatException>(() => LoadQuantiles(bytes.WrittenSpan[..700].ToArray()));
    }

    private static void LoadQuantiles(byte[] bytes)
    {
        var reader = new PackedReader(bytes);
        HyperLogLog.Load(ref reader, HyperLogLog.ThreePercent);
        QuantileSketch.Load(ref reader, 128);
    }
}
