using Platform.Contracts;
using Platform.Learning.Boosting;
using Platform.Trainer.Retraining;

namespace Platform.Trainer.Tests.Retraining;

/// <summary>Training, judging and promoting with a small data set and the real library.</summary>
public sealed class ChallengerTests(TrainerRig rig)
{
    private readonly RetrainingInput input = rig.NewInput();

    private TenantShelf Shelf => rig.Models[input.Tenant];

    [Fact]
    public async Task A_challenger_is_registered_judged_described_and_decides_and_the_same_again_gains_nothing()
    {
        var (dataSet, challenger) = await TrainAsync();
        var (file, view) = Shelf.Models[challenger];
        Assert.Equal(("ada", dataSet, "run-1", file.LongLength), (view.AddedBy, view.DataSet, view.Run, view.Bytes));

        var judged = await rig.JudgeAsync(input, dataSet, challenger);
        Assert.Equal((null, true), (judged.Champion, judged.Gate.Promotes));
        var card = Shelf.Cards[challenger];
        CheckCard(card, dataSet, judged.Gate);
        Assert.Null(card.Champion);

        Assert.Null(await rig.PromoteAsync(input, challenger));
        Assert.Equal(challenger, Shelf.Champion);

        var again = (await rig.TrainAsync(input with { Run = "run-2" }, dataSet)).Version!;
        var second = await rig.JudgeAsync(input, dataSet, again);
        Assert.Equal((challenger, challenger, false), (again, second.Champion, second.Gate.Promotes));
        Assert.Same(card, Shelf.Cards[challenger]);
    }

    [Fact]
    public async Task A_challenger_is_held_against_a_champion_of_the_same_features_only()
    {
        var (dataSet, first) = await TrainAsync();
        Shelf.Champion = first;
        var second = (await rig.TrainAsync(input with { Seed = 5 }, dataSet)).Version!;
        Assert.NotEqual(first, second);

        Assert.Equal(first, (await rig.JudgeAsync(input, dataSet, second)).Champion);
        Assert.Equal(first, Shelf.Cards[second].Champion?.Model);
        Assert.NotNull(Shelf.Cards[second].Differences);

        rig.Risk.Features[input.Tenant] = Made.OtherFeatures;
        var (otherSet, other) = await TrainAsync();
        Assert.NotEqual(Shelf.Models[first].View.FeatureSet, Shelf.Models[other].View.FeatureSet);
        Assert.Null((await rig.JudgeAsync(input, otherSet, other)).Champion);
        Assert.Equal((null, null), (Shelf.Cards[other].Champion, Shelf.Cards[other].Differences));
    }

    [Fact]
    public async Task Features_that_changed_since_the_data_set_was_made_stop_the_training()
    {
        var dataSet = await BuildAsync();
        rig.Risk.Features[input.Tenant] = Made.OtherFeatures;

        var trained = await rig.TrainAsync(input, dataSet);

        Assert.Equal((null, "The features were changed meanwhile; ask for a new retraining."), (trained.Version, trained.Problem));
        Assert.Empty(Shelf.Models);
    }

    [Fact]
    public async Task A_search_gives_the_same_again_and_says_what_is_missing()
    {
        SkipWithoutLibrary();
        var dataSet = await BuildAsync();
        var found = await rig.SearchAsync(input with { Challengers = 2 }, dataSet);
        Assert.Equal((2, null), (found.Report?.Challengers.Count, found.Problem));
        Assert.Equal(found.Report?.Chosen, (await rig.SearchAsync(input with { Challengers = 2 }, dataSet)).Report?.Chosen);

        Shelf.Outcomes.Clear();
        var nothing = await rig.SearchAsync(input, (await rig.BuildAsync(input)).Version!);
        Assert.Null(nothing.Report);
        Assert.Contains("fraud", nothing.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_scoring_refuses_is_said_and_the_champion_stays()
    {
        Shelf.Refusal = "Trained on other features.";

        Assert.Equal("Trained on other features.", await rig.PromoteAsync(input, "0123456789ab"));
        Assert.Null(Shelf.Champion);
    }

    private static void CheckCard(ModelCard card, string dataSet, GateResult gate)
    {
        Assert.Equal((dataSet, 16 * 144, gate.Text), (card.DataSetVersion, card.DataSet.Training.Events, card.Gate.Text));
        Assert.NotEmpty(card.Limits);
        Assert.NotEmpty(card.IntendedUse);
        Assert.Equal((card.Model, 8 * 144), (card.Evaluation.Model, card.Evaluation.Events));
        Assert.InRange(card.Evaluation.RocAuc.Value ?? 0, 0.95, 1);
    }

    private async Task<string> BuildAsync()
    {
        rig.Risk.Events[input.Tenant] = [.. Made.Events()];
        Shelf.Outcomes.Clear();
        Shelf.Outcomes.AddRange(Made.Outcomes(Made.Events()));
        var built = await rig.BuildAsync(input);
        Assert.Null(built.Problem);
        return built.Version!;
    }

    private async Task<(string DataSet, string Challenger)> TrainAsync()
    {
        SkipWithoutLibrary();
        var dataSet = await BuildAsync();
        var trained = await rig.TrainAsync(input, dataSet);
        Assert.Null(trained.Problem);
        return (dataSet, trained.Version!);
    }

    private static void SkipWithoutLibrary() =>
        Assert.SkipUnless(Xgboost.IsInstalled, "XGBoost's library is not installed: apt-get install libxgboost0");
}
