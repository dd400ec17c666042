using System.Text.Json;
using Platform.Contracts;
using Platform.Learning.Boosting;
using Platform.Scoring.Retraining;

namespace Platform.Scoring.Tests.Retraining;

public sealed class RetrainingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static SearchSpace Space => new()
    {
        Usual = new()
        {
            Folds = 2, DepthWise = new() { Trees = 10, Depth = 3 }, Forest = new() { Trees = 10, SampleSize = 64 },
            LossGuided = new() { Growth = Growth.LossGuided, Trees = 10, Leaves = 5 },
        },
        Learning = [(0.1, 5), (0.3, 10)],
    };

    [Fact]
    public void Search_halves_the_challengers_on_growing_parts_and_is_the_same_again()
    {
        var training = Training();
        var first = SuccessiveHalving.Search(training, Space, new() { Seed = 4, AtOnce = 1 }, TimeProvider.System, null, Ct);
        var again = SuccessiveHalving.Search(training, Space, new() { Seed = 4, AtOnce = 2 }, TimeProvider.System, null, Ct);

        Assert.Equal(JsonSerializer.Serialize(first.Report), JsonSerializer.Serialize(again.Report));
        Assert.Equal(first.Options, again.Options);
        Assert.Equal([1, 1, 1, 1, 2, 2, 3, 3], first.Report.Challengers.Select(one => one.Rungs.Count).Order());
        var last = first.Report.Challengers.Where(one => one.Rungs.Count == 3).ToList();
        Assert.Equal(last.Max(one => one.Rungs[^1]), first.Report.Challengers[first.Report.Chosen].Rungs[^1]);
        Assert.False(first.Report.IsCutShort);
    }

    [Fact]
    public void Time_that_runs_out_ends_the_search_between_rungs_and_is_said()
    {
        var time = new SteppingTime();
        var result = SuccessiveHalving.Search(Training(), Space, new() { Budget = TimeSpan.FromMinutes(1) }, time, null, Ct);

        Assert.True(result.Report.IsCutShort);
        Assert.Contains("1 of 3 rungs", result.Report.Words, StringComparison.Ordinal);
        Assert.Contains("the time ran out", result.Report.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Challenger_is_trained_judged_compared_decided_on_and_described()
    {
        var training = Training();
        var set = DataSetFile.Open(folder.File("a"));
        var judged = set.ReadOutOfTime();
        var bytes = FraudModelTrainer.Train(Made.Features, training, judged, new() { Ensemble = Space.Usual, Examples = 20 });
        Assert.Equal(bytes, FraudModelTrainer.Train(Made.Features, training, judged, new() { Ensemble = Space.Usual, Examples = 20 }));
        var model = FraudModel.FromBytes(bytes);
        Assert.True(Evaluation.CanJudge(model, set.Summary));
        Assert.False(Evaluation.CanJudge(model, set.Summary with { FeatureSet = "other" }));

        var options = new EvaluationOptions { AlertRate = 0.1, Replicates = 100 };
        var challenger = Evaluation.Of(model, bytes.Length, judged, options);
        Assert.True(challenger.Figures.RocAuc.Value > 0.95);
        Assert.Equal(model.Training.Quality.RocAuc, challenger.Figures.RocAuc.Value);
        Assert.InRange(challenger.Figures.RocAuc.Value ?? 0, challenger.Figures.RocAuc.Low ?? 1, challenger.Figures.RocAuc.High ?? 0);
        Assert.Equal(["amount", "channel", "segment"], challenger.Figures.Slices.Select(slice => slice.Kind).Distinct().Order());
        Assert.All(
            challenger.Figures.Slices.GroupBy(slice => slice.Kind), kind => Assert.Equal(judged.Count, kind.Sum(slice => slice.Events)));

        var differences = Evaluation.Difference(challenger, challenger, judged, options);
        Assert.Equal(new MeasuredFigure(0, 0, 0), differences.RocAuc);
        var gate = Gate.Decide(GatePolicy.Default, challenger.Figures, challenger.Figures, differences);
        Assert.False(gate.Promotes);
        Assert.Contains(gate.Checks, check => check.Name == "requireGain" && !check.Passed);

        CheckCard(CardOf(set, challenger.Figures, gate));
    }

    private static ModelCard CardOf(DataSetFile set, ModelEvaluation figures, GateResult gate) => new()
    {
        Model = figures.Model, MadeAt = Made.Options.AsOf, IntendedUse = ModelCards.IntendedUse, DataSetVersion = set.Version,
        DataSet = set.Summary, Findings = DataQuality.Check(set.Summary, null, new()), Gate = gate, Limits = ModelCards.Limits,
        Evaluation = figures with { Slices = [.. figures.Slices, new("channel", "a|b\nc", 1, 0, null, null)] },
    };

    private static void CheckCard(ModelCard card)
    {
        var read = JsonSerializer.Deserialize(ModelCards.ToJson(card), ContractsJson.Default.ModelCard);
        Assert.Equal(card.Gate.Text, read?.Gate.Text);
        var text = ModelCards.ToMarkdown(card);
        foreach (var heading in (string[])["Intended use", "Data", "Figures", "Slices", "Gate", "Limits"])
            Assert.Contains($"\n## {heading}\n", text, StringComparison.Ordinal);
        Assert.Contains(@"| channel a\|b c | 1 | 0 |  |  |  |", text, StringComparison.Ordinal);
        Assert.Contains(card.DataSetVersion, text, StringComparison.Ordinal);
    }

    private DataSetRows Training()
    {
        Assert.SkipUnless(Xgboost.IsInstalled, "XGBoost's library is not installed: apt-get install libxgboost0");
        return Made.Build(Made.Events(), folder.File("a")).ReadTraining();
    }

    // Two minutes pass whenever somebody looks.
    private sealed class SteppingTime : TimeProvider
    {
        private long minutes;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => 60 * (minutes += 2);
    }
}
