using System.Text;
using System.Text.Json.Nodes;
using Platform.Learning.Boosting;

namespace Platform.Learning.Tests.Boosting;

public sealed class BoostedTreesTests
{
    private static readonly float[] Missing = [float.NaN];

    [Theory]
    [InlineData(0.4f, 1f, 1f)]
    [InlineData(0.4f, 2f, -2f)]
    [InlineData(0.4f, float.NaN, 1f)]
    [InlineData(0.5f, 0f, 4f)]
    [InlineData(0.8f, 0f, 8f)]
    [InlineData(float.NaN, 0f, 8f)]
    [InlineData(float.NegativeInfinity, float.PositiveInfinity, -2f)]
    [InlineData(float.PositiveInfinity, 0f, 8f)]
    public void Row_reaches_the_leaf_that_its_values_lead_to(float first, float second, float leaf)
    {
        var model = HandMadeModel.OneTree().Read();

        Assert.Equal(leaf, model.Margin([first, second]));
        Assert.Equal(1 / (1 + MathF.Exp(-leaf)), model.Predict([first, second]), 1e-6f);
    }

    [Fact]
    public void Value_on_the_threshold_of_a_split_with_missing_left_goes_right()
    {
        var model = HandMadeModel.OneTree().Read();

        Assert.Equal(-2, model.Margin([0, 2]));
        Assert.Equal(1, model.Margin([0, MathF.BitDecrement(2)]));
    }

    [Fact]
    public void Zero_of_either_sign_is_the_same_value()
    {
        var tree = HandMadeModel.Tree([1, -1, -1], [2, -1, -1], [0, 0, 0], [0, 1, 2], [1, 0, 0], [2, 1, 1]);
        var model = HandMadeModel.Of(1, tree).Read();

        Assert.Equal(2, model.Margin([0f]));
        Assert.Equal(2, model.Margin([-0f]));
        Assert.Equal(1, model.Margin([-float.Epsilon]));
        Assert.Equal(1, model.Margin(Missing));
    }

    [Fact]
    public void Many_rows_are_scored_as_each_alone()
    {
        var model = HandMadeModel.OneTree().Read();
        var rows = Enumerable.Range(0, 301).SelectMany(i => new[] { i % 13 / 13f, i % 7 }).ToArray();
        var margins = new float[301];
        model.MarginAll(rows, margins);

        Assert.Equal(margins, Enumerable.Range(0, 301).Select(i => model.Margin(rows.AsSpan(2 * i, 2))));
        Assert.Throws<ArgumentException>(() => model.MarginAll(rows, new float[300]));
        Assert.Throws<ArgumentException>(() => model.Margin(Missing));
    }

    [Fact]
    public void Base_score_is_where_margins_begin()
    {
        var model = HandMadeModel.OneTree();
        model.Parameters()["base_score"] = "2E-1";
        Assert.Equal(MathF.Log(0.25f) + 8, model.Read().Margin([1, 0]), 1e-6f);

        model["learner"]!["objective"]!["name"] = "reg:squarederror";
        Assert.Equal(8.2f, model.Read().Predict([1, 0]), 1e-6f);
        Assert.False(model.Read().IsLogistic);
    }

    [Fact]
    public void File_cut_off_anywhere_is_refused()
    {
        var whole = Encoding.UTF8.GetBytes(HandMadeModel.OneTree().ToJsonString());
        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<FormatException>(() => BoostedTrees.FromXgboostJson(whole.AsMemory(0, length)));
    }

    [Fact]
    public void File_over_the_limit_is_refused_before_it_is_read() =>
        Assert.Contains("at most", Assert.Throws<FormatException>(
            () => BoostedTrees.FromXgboostJson(new byte[(64 << 20) + 1])).Message, StringComparison.Ordinal);

    public static TheoryData<string, string> Damages() => new()
    {
        { "version", "versions 1 to 3" },
        { "booster", "only gbtree" },
        { "objective", "'multi:softprob' is not scored" },
        { "classes", "several outputs" },
        { "no features", "1 to 65536 features" },
        { "base score", "not a finite number" },
        { "base score of 1", "no probability" },
        { "empty version", "not a whole XGBoost model" },
        { "no trees", "1 to 10000 trees" },
        { "cycle", "leads back to itself" },
        { "child outside", "points to node 99 of 7" },
        { "feature outside", "feature 2 of 2" },
        { "short array", "differ in length" },
        { "categories", "Categorical" },
        { "huge number", "not finite" },
        { "text for a number", "not a whole XGBoost model" },
        { "no array", "not a whole XGBoost model" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Damaged_model_is_refused_with_what_is_wrong(string damage, string expected)
    {
        var model = HandMadeModel.OneTree();
        Damage(model, damage);

        Assert.Contains(expected, Assert.Throws<FormatException>(() => model.Read()).Message, StringComparison.Ordinal);
    }

    private static void Damage(JsonObject model, string damage)
    {
        var (tree, learner) = (model.FirstTree(), model["learner"]!);
        Action change = damage switch
        {
            "version" => () => model["version"]![0] = 4,
            "booster" => () => learner["gradient_booster"]!["name"] = "dart",
            "objective" => () => learner["objective"]!["name"] = "multi:softprob",
            "classes" => () => model.Parameters()["num_class"] = "3",
            "no features" => () => model.Parameters()["num_feature"] = "0",
            "base score of 1" => () => model.Parameters()["base_score"] = "1",
            "empty version" => () => model["version"] = new JsonArray(),
            "base score" => () => model.Parameters()["base_score"] = "NaN",
            "no trees" => () => learner["gradient_booster"]!["model"]!["trees"] = new JsonArray(),
            "cycle" => () => tree["left_children"]![1] = 0,
            "child outside" => () => tree["left_children"]![1] = 99,
            "feature outside" => () => tree["split_indices"]![1] = 2,
            "short array" => () => tree["sum_hessian"]!.AsArray().RemoveAt(0),
            "categories" => () => tree["categories_nodes"] = new JsonArray(1),
            "huge number" => () => tree["split_conditions"]![0] = 1e300,
            "text for a number" => () => tree["left_children"]![0] = "one",
            _ => () => tree.Remove("left_children"),
        };
        change();
    }
}
