using System.Text;
using System.Text.Json.Nodes;
using Platform.Learning.Boosting;
using Platform.Learning.Calibration;
using Platform.Learning.Ensembles;
using Platform.Learning.Tests.Boosting;

namespace Platform.Learning.Tests.Ensembles;

public sealed class StackedEnsembleTests
{
    private const string Absent = "XGBoost's library is not on this machine: apt-get install libxgboost0";
    private static readonly EnsembleOptions Small = new()
    {
        DepthWise = new() { Trees = 20, Depth = 3 },
        LossGuided = new() { Trees = 20, Growth = Growth.LossGuided, Leaves = 8 },
        Forest = new() { Trees = 30, SampleSize = 128 },
        Seed = 5,
    };

    private static readonly Lazy<(RandomTask Task, byte[] Bytes)> Shared = new(() => Train(Small));

    [Fact]
    public void Ensemble_ranks_better_than_chance_and_its_probabilities_come_true()
    {
        Assert.SkipUnless(Xgboost.IsInstalled, Absent);
        var model = StackedEnsemble.FromBytes(Shared.Value.Bytes);
        var fresh = Usable(RandomTask.Of(99, 6_000, 8));
        bool[] labels = [.. fresh.Labels.Select(label => label == 1)];
        double[] probabilities = [.. Enumerable.Range(0, fresh.Count).Select(i => model.Predict(fresh.Row(i)))];

        Assert.True(RankingQuality.RocAuc(probabilities, labels) > 0.75);
        Assert.True(ProbabilityQuality.ExpectedCalibrationError(probabilities, labels) < 0.03);
    }

    [Fact]
    public void Contributions_add_up_to_the_margin()
    {
        Assert.SkipUnless(Xgboost.IsInstalled, Absent);
        var (task, bytes) = Shared.Value;
        var model = StackedEnsemble.FromBytes(bytes);
        var explainer = new EnsembleExplainer(model);
        var shares = new double[task.Columns];
        for (var row = 0; row < 300; row++)
        {
            explainer.Explain(task.Row(row), shares);
            Assert.Equal(model.Margin(task.Row(row)), explainer.Expected + shares.Sum(), 1e-4);
        }
    }

    [Fact]
    public void No_member_votes_against_itself()
    {
        Assert.SkipUnless(Xgboost.IsInstalled, Absent);
        var model = StackedEnsemble.FromBytes(Shared.Value.Bytes);

        Assert.All(model.Stack.Weights, weight => Assert.True(weight >= 0));
        Assert.Contains(model.Stack.Weights, weight => weight > 0);
    }

    [Fact]
    public void Same_seed_gives_the_same_bytes_and_another_does_not()
    {
        Assert.SkipUnless(Xgboost.IsInstalled, Absent);

        Assert.Equal(Shared.Value.Bytes, Train(Small).Bytes);
        Assert.NotEqual(Shared.Value.Bytes, Train(Small with { Seed = 6 }).Bytes);
    }

    [Fact]
    public void Weights_come_from_rows_that_members_did_not_see()
    {
        Assert.SkipUnless(Xgboost.IsInstalled, Absent);

        // Labels are noise: members learn their own rows by heart, and only what they say of others shows that they know nothing.
        var random = new SplitMix(4);
        var rows = Enumerable.Range(0, 3_000).Select(_ => (float)random.Fraction()).ToArray();
        var labels = Enumerable.Range(0, 1_000).Select(_ => random.Below(2) == 1).ToArray();
        var deep = new BoostingOptions { Trees = 60, Depth = 10, LeastCover = 0 };
        var bytes = EnsembleTrainer.Train(rows, 3, labels, Small with { DepthWise = deep, Calibration = CalibrationKind.Platt });
        var model = StackedEnsemble.FromBytes(bytes);

        Assert.All(Enumerable.Range(0, 1_000), i => Assert.InRange(model.Predict(rows.AsSpan(3 * i, 3)), 0.25, 0.75));
    }

    [Fact]
    public void Damaged_ensemble_is_refused()
    {
        Assert.SkipUnless(Xgboost.IsInstalled, Absent);
        var bytes = Shared.Value.Bytes;

        foreach (var length in (int[])[0, 1, 100, bytes.Length / 2, bytes.Length - 1])
            Assert.Throws<FormatException>(() => StackedEnsemble.FromBytes(bytes.AsMemory(0, length)));

        AssertRefused("format 2", model => model["format"] = 2);
        AssertRefused(
            "different shapes",
            model => model["stack"]!["weights"]!.AsArray().RemoveAt(0), model => model["stack"]!["means"]!.AsArray().RemoveAt(0));
        AssertRefused("'linear' is damaged", model => model["linear"]!["weights"]!.AsArray().RemoveAt(0));
        AssertRefused("weight below 0", model => model["stack"]!["weights"]![0] = -1);
        AssertRefused("not finite", model => model["linear"]!["weights"]![0] = JsonNode.Parse("1e999"));
        AssertRefused("breaks the curve", model => model["calibration"]!["probabilities"]![0] = 7);
        AssertRefused("not a whole ensemble", model => model.Remove("forest"));
        AssertRefused("end too early", model => model["forest"] = "AAAA");

        void AssertRefused(string expected, params Action<JsonObject>[] damages)
        {
            var model = JsonNode.Parse(bytes)!.AsObject();
            foreach (var damage in damages) damage(model);
            var refused = Assert.Throws<FormatException>(() => StackedEnsemble.FromBytes(Encoding.UTF8.GetBytes(model.ToJsonString())));
            Assert.Contains(expected, refused.Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Training_refuses_what_does_not_fit_together()
    {
        Assert.Throws<ArgumentException>(() => EnsembleTrainer.Train(new float[100], 2, new bool[49], Small));
        Assert.Throws<ArgumentException>(() => EnsembleTrainer.Train(new float[40], 2, new bool[20], Small));
        Assert.Throws<ArgumentException>(() => EnsembleTrainer.Train(new float[200], 2, new bool[100], Small, new int[99]));
        Assert.Throws<ArgumentOutOfRangeException>(() => EnsembleTrainer.Train(new float[200], 2, new bool[100], Small with { Folds = 1 }));
    }

    private static (RandomTask Task, byte[] Bytes) Train(EnsembleOptions options)
    {
        var task = Usable(RandomTask.Of(77, 4_000, 8));
        return (task, EnsembleTrainer.Train(task.Rows, task.Columns, [.. task.Labels.Select(label => label == 1)], options));
    }

    // Values of 1e30 are for the trees' own tests; a regression on them would be about nothing else.
    private static RandomTask Usable(RandomTask task) =>
        task with { Rows = Array.ConvertAll(task.Rows, value => Math.Clamp(value, -9, 9)) };
}
