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
        ModelView[] models =
        [
            new("aaaaaaaaaaaa", "f", true, Training, "ann", at), new("bbbbbbbbbbbb", "f", true, Training, "ann", at),
            new("cccccccccccc", "old", false, Training, "ann", at),
        ];

        var words = ModelWords.Of(new ModelList("bbbbbbbbbbbb", models, [])).ToList();

        const string quality = "65,536 events, 512 frauds, AUC 0.8812, AP 0.7134, calibration error 0.0021";
        Assert.Equal($"aaaaaaaaaaaa  2026-01-31 12:00  {quality}", words[0]);
        Assert.EndsWith("in force", words[1], StringComparison.Ordinal);
        Assert.EndsWith("of other features", words[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_models_the_next_step_is_told() =>
        Assert.Contains("./platform models train", ModelWords.Of(new ModelList("none", [], [])).Single(), StringComparison.Ordinal);
}
