using Platform.Learning.Boosting;

namespace Platform.Learning.Tests.Boosting;

/// <summary>What XGBoost trained is scored and explained here as XGBoost does it.</summary>
public sealed class XgboostAgreementTests
{
    private const string Absent = "XGBoost's library is not on this machine: apt-get install libxgboost0";

    // Seed, rows, columns, trees, depth, leaves (0: depth-wise).
    public static TheoryData<int, int, int, int, int, int> Models() =>
    [
        (1, 400, 1, 1, 1, 0), (2, 500, 3, 7, 2, 0), (3, 800, 5, 8, 4, 0), (4, 2_000, 30, 100, 6, 0), (5, 2_000, 12, 33, 9, 0),
        (6, 1_500, 4, 20, 14, 0), (7, 3_000, 40, 17, 20, 64), (8, 2_000, 8, 50, 30, 15), (9, 900, 2, 9, 12, 200), (10, 60, 6, 64, 3, 0),
        (11, 3_000, 25, 12, 24, 0), (12, 5_000, 60, 40, 12, 0),
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void Margins_and_probabilities_are_bit_equal(int seed, int rows, int columns, int trees, int depth, int leaves)
    {
        Assert.SkipUnless(Xgboost.IsInstalled, Absent);
        var (task, json, model) = Trained(seed, rows, columns, trees, depth, leaves);
        var fresh = RandomTask.Of((ulong)seed + 1_000, 777, columns);

        var margins = Xgboost.Predict(json, fresh.Rows, columns, XgboostOutput.Margin);
        var values = Xgboost.Predict(json, fresh.Rows, columns, XgboostOutput.Value);
        var together = new float[fresh.Count];
        model.MarginAll(fresh.Rows, together);

        Assert.Equal(trees, model.TreeCount);
        Assert.Equal(Bits(margins), Bits(together));
        Assert.Equal(Bits(margins), Bits([.. Enumerable.Range(0, fresh.Count).Select(i => model.Margin(fresh.Row(i)))]));
        Assert.Equal(Bits(values), Bits([.. Enumerable.Range(0, fresh.Count).Select(i => model.Predict(fresh.Row(i)))]));
        Assert.NotEqual(0, task.Count);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Contributions_agree_and_add_up_to_the_margin(int seed, int rows, int columns, int trees, int depth, int leaves)
    {
        Assert.SkipUnless(Xgboost.IsInstalled, Absent);
        var (task, json, model) = Trained(seed, rows, columns, trees, depth, leaves);
        var few = task.Rows.AsSpan(0, Math.Min(200, task.Count) * columns);
        var reference = Xgboost.Predict(json, few, columns, XgboostOutput.Contributions);
        var explainer = new TreeExplainer(model);
        var own = new float[few.Length];
        explainer.ExplainAll(few, own);

        for (var row = 0; row < few.Length / columns; row++)
        {
            var theirs = reference.AsSpan(row * (columns + 1), columns + 1);
            var ours = own.AsSpan(row * columns, columns);
            for (var column = 0; column < columns; column++) Assert.Equal(theirs[column], ours[column], 1e-4f);
            Assert.Equal(theirs[columns], explainer.Expected, 1e-4f);
            Assert.Equal(model.Margin(task.Row(row)), explainer.Expected + ours.ToArray().Sum(share => (double)share), 1e-4);
        }
    }

    [Fact]
    public void Same_seed_gives_the_same_bytes_and_another_seed_does_not()
    {
        Assert.SkipUnless(Xgboost.IsInstalled, Absent);
        var task = RandomTask.Of(5, 1_000, 7);
        var options = new BoostingOptions { Trees = 12, RowShare = 0.7, ColumnShare = 0.6, Seed = 3 };

        var (first, second) = (Xgboost.Train(task.Rows, 7, task.Labels, options), Xgboost.Train(task.Rows, 7, task.Labels, options));
        Assert.Equal(first, second);
        Assert.NotEqual(first, Xgboost.Train(task.Rows, 7, task.Labels, options with { Seed = 4 }));
    }

    [Fact]
    public void Training_refuses_what_cannot_be_learnt()
    {
        Assert.Throws<ArgumentException>(() => Xgboost.Train([1, 2, 3], 2, [0], new()));
        Assert.Throws<ArgumentException>(() => Xgboost.Train([1, 2], 1, [0, 0], new()));
        Assert.Throws<ArgumentException>(() => Xgboost.Train([1, 2], 1, [0, 2], new()));
        Assert.Throws<ArgumentOutOfRangeException>(() => Xgboost.Train([1, 2], 1, [0, 1], new() { Trees = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Xgboost.Train([1, 2], 1, [0, 1], new() { LearningRate = double.NaN }));
    }

    [Fact]
    public void Infinite_values_are_refused_with_the_library_s_own_words()
    {
        Assert.SkipUnless(Xgboost.IsInstalled, Absent);
        var refused = Assert.Throws<XgboostException>(() => Xgboost.Train([1, float.PositiveInfinity], 1, [0, 1], new() { Trees = 1 }));
        Assert.Contains("inf", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static (RandomTask Task, byte[] Json, BoostedTrees Model) Trained(
        int seed, int rows, int columns, int trees, int depth, int leaves)
    {
        var task = RandomTask.Of((ulong)seed, rows, columns);
        var options = new BoostingOptions
        {
            Trees = trees,
            Depth = depth,
            Growth = leaves > 0 ? Growth.LossGuided : Growth.DepthWise,
            Leaves = Math.Max(leaves, 2),
            LeastCover = 0.1,
            RowShare = 0.9,
            Seed = seed,
        };
        var json = Xgboost.Train(task.Rows, columns, task.Labels, options);
        return (task, json, BoostedTrees.FromXgboostJson(json));
    }

    private static int[] Bits(float[] values) => Array.ConvertAll(values, BitConverter.SingleToInt32Bits);
}
