using Platform.Learning.Trees;

namespace Platform.Learning.Boosting;

/// <summary>How a row came to a leaf.</summary>
/// <param name="Tree">Which tree.</param>
/// <param name="Leaf">What it adds to the margin.</param>
/// <param name="Steps">From the root on; none when the tree is a leaf.</param>
public sealed record TreePath(int Tree, float Leaf, IReadOnlyList<TreeStep> Steps)
{
    internal static TreePath Of(FlatTrees trees, int tree, ReadOnlySpan<float> row)
    {
        var (steps, at) = (new List<TreeStep>(), trees.Roots[tree]);
        for (var node = trees.Nodes[at]; !node.IsLeaf; node = trees.Nodes[at])
        {
            steps.Add(StepOf(node, row[node.Feature]));
            at = node.Next(row);
        }

        return new(tree, trees.Nodes[at].Threshold, steps);
    }

    // A node with its sign turned asks "above the number just below t", which is "at least t".
    private static TreeStep StepOf(in TreeNode node, float value)
    {
        var passes = node.Passes(value) is 1;
        return node.Sign > 0
            ? new(node.Feature, passes, node.Threshold, float.IsNaN(value))
            : new(node.Feature, !passes, MathF.BitIncrement(-node.Threshold), float.IsNaN(value));
    }
}

/// <summary>One question on a path.</summary>
/// <param name="Feature">Column that is compared.</param>
/// <param name="IsBelow">Whether the row went the way of values below the threshold.</param>
/// <param name="Threshold">The threshold.</param>
/// <param name="IsMissing">Whether the row has no value there, and went the way learnt for those.</param>
public readonly record struct TreeStep(int Feature, bool IsBelow, float Threshold, bool IsMissing);
