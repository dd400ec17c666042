using Platform.Learning.Boosting;

namespace Platform.Learning.Tests.Boosting;

/// <summary>Explanations against the definition of the Shapley value: every order in which features can become known.</summary>
public sealed class TreeExplainerTests
{
    [Theory]
    [InlineData(0.4f, 1f)]
    [InlineData(0.4f, float.NaN)]
    [InlineData(0.6f, 3f)]
    [InlineData(0.9f, -1f)]
    [InlineData(float.NaN, 2f)]
    public void Shares_are_the_mean_over_all_orders_of_what_knowing_a_feature_changes(float first, float second)
    {
        var model = HandMadeModel.OneTree().Read();
        float[] row = [first, second];
        var shares = new float[2];
        new TreeExplainer(model).Explain(row, shares);

        var (none, a, b, both) = (Known(model, row, 0), Known(model, row, 1), Known(model, row, 2), Known(model, row, 3));
        Assert.Equal((a - none + (both - b)) / 2, shares[0], 1e-5);
        Assert.Equal((b - none + (both - a)) / 2, shares[1], 1e-5);
    }

    [Fact]
    public void Expected_margin_is_the_mean_over_the_training_rows()
    {
        var explainer = new TreeExplainer(HandMadeModel.OneTree().Read());

        Assert.Equal((2 * 1 + 4 * -2 + 3 * 4 + 1 * 8) / 10.0, explainer.Expected, 1e-6);
    }

    [Fact]
    public void Tree_of_one_leaf_has_nothing_to_explain()
    {
        var model = HandMadeModel.Of(3, HandMadeModel.Tree([-1], [-1], [0], [0.25], [0], [5])).Read();
        var shares = new float[3];
        new TreeExplainer(model).Explain([1, 2, 3], shares);

        Assert.Equal([0, 0, 0], shares);
        Assert.Equal(0.25, new TreeExplainer(model).Expected, 1e-7);
    }

    [Fact]
    public void Branch_that_no_training_row_took_explains_itself()
    {
        var tree = HandMadeModel.Tree([1, -1, -1], [2, -1, -1], [0, 0, 0], [0, -1, 1], [0, 0, 0], [4, 4, 0]);
        var explainer = new TreeExplainer(HandMadeModel.Of(1, tree).Read());
        var shares = new float[1];
        explainer.Explain([5f], shares);

        Assert.Equal(-1, explainer.Expected, 1e-7);
        Assert.Equal(2, shares[0], 1e-5f);
    }

    [Fact]
    public void Rows_and_shares_must_be_of_one_shape()
    {
        var explainer = new TreeExplainer(HandMadeModel.OneTree().Read());

        Assert.Throws<ArgumentException>(() => explainer.Explain([1f], new float[2]));
        Assert.Throws<ArgumentException>(() => explainer.ExplainAll(new float[4], new float[2]));
        Assert.Throws<ArgumentException>(() => explainer.ExplainAll(new float[3], new float[3]));
    }

    // The mean of the leaves that a row could reach while only some features are known, by how many training rows went each way.
    private static double Known(BoostedTrees model, float[] row, int known) => Known(model, row, known, model.Trees.Roots[0]);

    private static double Known(BoostedTrees model, float[] row, int known, int at)
    {
        var node = model.Trees.Nodes[at];
        if (node.IsLeaf) return node.Threshold;
        if ((known >> node.Feature & 1) == 1) return Known(model, row, known, node.Next(row));

        var share = model.Covers[node.First] / model.Covers[at];
        return share * Known(model, row, known, node.First) + (1 - share) * Known(model, row, known, node.First + 1);
    }
}
