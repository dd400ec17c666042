using Platform.Cli.Models;
using Platform.Contracts;

namespace Platform.Cli.Tests;

public sealed class ModelWordsTests
{
    private static readonly TrainingSummary Training =
        new(65_536, 512, default, default, 0, new(0.8812, 0.7134, 0.0021, 13_107, 104));

    [Fact]
    public void Each_model_is_a_line_that_says_how_good_it_is_and_whether_it_decides()
    {
        var at = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
        ModelView[] models = [Model("aaaaaaaaaaaa", ModelStage.Candidate, at), Model("bbbbbbbbbbbb", ModelStage.Champion, at)];

        var words = ModelWords.Of(new ModelList("bbbbbbbbbbbb", models, [])).ToList();

        const string quality = "65,536 events, 512 frauds, AUC 0.8812, AP 0.7134, calibration error 0.0021";
        Assert.Equal($"aaaaaaaaaaaa  2026-01-31 12:00  {quality}  candidate", words[0]);
        Assert.EndsWith("in force", words[1], StringComparison.Ordinal);
    }

    [Fact]
    public void One_model_is_shown_with_when_it_was_chosen_by_whom_and_why()
    {
        var at = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
        var model = Model("aaaaaaaaaaaa", ModelStage.Retired, at);
        ModelActivation[] history = [new("aaaaaaaaaaaa", "ann", at, "the gate was passed") { Sequence = 1, IsDeployed = true }];

        var words = ModelWords.Of(model, new("none", [model], history)).ToList();

        Assert.Equal("aaaaaaaaaaaa  retired", words[0]);
        Assert.Equal("  chosen       2026-01-31 12:00 by ann: the gate was passed", words[^1]);
    }

    private static ModelView Model(string version, ModelStage stage, DateTimeOffset at) =>
        new(version, "f", Training, "ann", at) { Stage = stage, Sha256 = "00", Bytes = 1_000 };

    [Fact]
    public void Without_models_the_next_step_is_told() =>
        Assert.Contains("./platform models train", ModelWords.Of(new ModelList("none", [], [])).Single(), StringComparison.Ordinal);
}
