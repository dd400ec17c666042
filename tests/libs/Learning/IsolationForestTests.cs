namespace Platform.Learning.Tests;

public sealed class IsolationForestTests
{
    private const int Columns = 3;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(256, 10.244770920148265)]
    public void Path_correction_is_that_of_the_paper(int rows, double expected) =>
        Assert.Equal(expected, IsolationForest.AveragePathLength(rows), 6);

    [Fact]
    public void Same_data_and_seed_give_the_same_bytes() =>
        Assert.Equal(Fit(Cloud(500, 1)).ToBytes(), Fit(Cloud(500, 1)).ToBytes());

    [Fact]
    public void Outlier_scores_above_every_ordinary_row()
    {
        var (forest, cloud) = (Fit(Cloud(2_000, 2)), Cloud(2_000, 2));
        var scores = new double[2_000];
        forest.ScoreAll(cloud, scores);

        Assert.All(scores, score => Assert.InRange(score, 0.2, 0.75));
        Assert.True(forest.Score([9, -9, 9]) > scores.Max() - 0.02);
        Assert.True(forest.Score([0, 0, 0]) < 0.45);
    }

    [Fact]
    public void Read_forest_scores_exactly_as_the_written_one()
    {
        var forest = Fit(Cloud(700, 3));
        var read = IsolationForest.FromBytes(forest.ToBytes());
        var random = new SplitMix(4);

        for (var i = 0; i < 200; i++)
        {
            float[] row = [Normal(ref random), Normal(ref random), i % 5 == 0 ? float.NaN : Normal(ref random)];
            Assert.Equal(forest.Score(row), read.Score(row));
        }
    }

    [Fact]
    public void Damaged_bytes_are_refused_and_never_crash()
    {
        var bytes = Fit(Cloud(100, 5)).ToBytes();
        var random = new SplitMix(6);
        Assert.Throws<FormatException>(() => IsolationForest.FromBytes(bytes.AsSpan(0, bytes.Length / 2)));

        for (var i = 0; i < 300; i++)
        {
            var damaged = bytes.ToArray();
            damaged[random.Below(damaged.Length)] ^= (byte)(1 + random.Below(255));
            var failure = Record.Exception(() => IsolationForest.FromBytes(damaged).Score([1, 2, 3]));
            Assert.True(failure is null or FormatException, $"{failure}");
        }
    }

    [Fact]
    public void Shares_add_up_to_how_much_shorter_the_path_is()
    {
        var forest = Fit(Cloud(1_000, 7));
        var (odd, ordinary) = (new double[Columns], new double[Columns]);

        forest.Attribute([0, 8, 0], odd);
        forest.Attribute([0, 0, 0], ordinary);

        Assert.Equal(1, Array.IndexOf(odd, odd.Max()));
        Assert.Equal(PathOf(forest, [0, 0, 0]) - PathOf(forest, [0, 8, 0]), odd.Sum() - ordinary.Sum(), 3);
    }

    [Fact]
    public void Missing_value_goes_with_the_majority()
    {
        // One feature, nearly all rows near 0: missing must look ordinary, whichever side the majority is on.
        var rows = Enumerable.Range(0, 1_000).Select(i => i % 100 == 0 ? 50f + i : i % 7 / 10f).ToArray();
        var forest = IsolationForest.Fit(rows, 1, new() { Seed = 8 });

        Assert.True(forest.Score([float.NaN]) < forest.Score([500f]));
        Assert.InRange(forest.Score([float.NaN]), 0, 0.5);
    }

    [Fact]
    public void Constant_rows_are_all_alike()
    {
        var forest = IsolationForest.Fit(new float[300], 3, new());

        Assert.Equal(0.5, forest.Score([0, 0, 0]), 6);
    }

    [Fact]
    public void Scoring_allocates_nothing()
    {
        var (forest, row) = (Fit(Cloud(500, 9)), new float[] { 1, 2, 3 });
        forest.Score(row);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1_000; i++) forest.Score(row);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Infinite_value_is_refused() =>
        Assert.Throws<ArgumentException>(() => Fit([1, 2, float.PositiveInfinity, 4, 5, 6]));

    [Fact]
    public void Too_short_a_row_is_refused() => Assert.Throws<ArgumentException>(() => Fit(Cloud(10, 1)).Score([1]));

    private static IsolationForest Fit(float[] rows) => IsolationForest.Fit(rows, Columns, new() { Seed = 42 });

    private static double PathOf(IsolationForest forest, float[] row) =>
        -Math.Log2(forest.Score(row)) * IsolationForest.AveragePathLength(forest.Shape.SampleSize);

    private static float[] Cloud(int rows, ulong seed)
    {
        var random = new SplitMix(seed);
        var cloud = new float[rows * Columns];
        foreach (ref var value in cloud.AsSpan()) value = Normal(ref random);
        return cloud;
    }

    private static float Normal(ref SplitMix random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.Fraction())) * Math.Cos(2 * Math.PI * random.Fraction()));
}
