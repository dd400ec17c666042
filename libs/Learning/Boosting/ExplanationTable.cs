using Platform.Learning.Trees;

namespace Platform.Learning.Boosting;

/// <summary>What the explanation of a model needs and no row changes.</summary>
/// <remarks>
/// On the way to a leaf each feature i has a factor at the point t: (1 - t) z + t o. Here z is the share of training rows that the
/// feature's comparisons let through, and o is 1 when they let this row through, else 0. The leaf's value times the product of the
/// factors of all other features, integrated over t from 0 to 1, times (o - z), is the leaf's part of the Shapley value of i.
/// See docs/adr/0027.
/// </remarks>
internal sealed class ExplanationTable
{
    private ExplanationTable(ExplainedTree[] trees, int points, double expected)
    {
        (Trees, Points, Expected) = (trees, points, expected);
        LargestTree = trees.Max(tree => 2 * (tree.Splits.Length + 1));
    }

    public ExplainedTree[] Trees { get; }

    /// <summary>Points of the quadrature, a multiple of the vector's lanes.</summary>
    public int Points { get; }

    public double Expected { get; }

    /// <summary>Nodes of the largest tree, the root counted as a pair.</summary>
    public int LargestTree { get; }

    public static ExplanationTable Of(BoostedTrees model)
    {
        var plans = Enumerable.Range(0, model.TreeCount).Select(tree => TreePlan.Of(model, tree)).ToArray();
        var features = plans.Max(plan => plan.MostFeatures);

        // n points are exact up to degree 2n - 1; a path of d features leaves a product of d - 1.
        var points = Math.Max(4, (features + 7) / 8 * 4);
        var quadrature = GaussLegendre.OnUnitInterval(points);
        var expected = model.Shape.BaseMargin + plans.Sum(plan => plan.Expected);

        return new([.. plans.Select(plan => plan.Tabulate(quadrature))], points, expected);
    }
}

/// <summary>One tree, ready to be explained.</summary>
/// <remarks>
/// Both children of a split are worked on at once: a pair is four points of the first child and the same four of the second.
/// <see cref="Prepared"/> has for each split the values of its children that are leaves as one pair, and then for each state the ratios by
/// which the paths to the children continue, as pairs over all points, and the weights of what lies below them, likewise.
/// </remarks>
internal sealed class ExplainedTree(ExplainedSplit[] splits, int innerCount, float[] prepared, int points)
{
    /// <summary>Numbers in a pair.</summary>
    public const int Pair = 8;

    /// <summary>The row takes the first child, takes the second, or failed the feature before.</summary>
    public const int States = 3;

    /// <summary>The last of the states.</summary>
    public const int Failed = 2;

    /// <summary>A parent before its children; first those with a split below, then those with two leaves.</summary>
    public ExplainedSplit[] Splits { get; } = splits;

    /// <summary>Splits with a split below.</summary>
    public int InnerCount { get; } = innerCount;

    public float[] Prepared { get; } = prepared;

    /// <summary>Numbers of both children over all points.</summary>
    public int PairSize { get; } = 2 * points;

    /// <summary>Numbers of one state: ratios and weights.</summary>
    public int StateSize { get; } = 4 * points;

    /// <summary>Numbers of one split.</summary>
    public int SplitSize { get; } = SizeOf(points);

    public static int SizeOf(int points) => Pair + States * 4 * points;
}

/// <summary>A split; nodes are numbered from 0 within their tree, so first children have odd numbers.</summary>
/// <param name="Node">The comparison.</param>
/// <param name="First">Number of its first child.</param>
/// <param name="Ancestor">Number of the nearest node, itself or above, that a comparison of the same feature led to; 0 for none.</param>
/// <param name="From">Where its own numbers begin, in an array of pairs over all points.</param>
/// <param name="To">Where its children's pair begins.</param>
internal readonly record struct ExplainedSplit(TreeNode Node, int First, int Ancestor, int From, int To)
{
    public int Feature => Node.Feature;
}
