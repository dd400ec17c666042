using Platform.Learning.Trees;

namespace Platform.Learning.Boosting;

/// <summary>The splits of one tree with the shares of training rows along its paths.</summary>
internal sealed class TreePlan
{
    private readonly List<Split> splits = [];
    private readonly double[] passingTo;
    private readonly int count;

    private TreePlan(int count) => (this.count, passingTo) = (count, new double[count]);

    /// <summary>Features that some path tells apart, at most.</summary>
    public int MostFeatures { get; private set; } = 1;

    /// <summary>The tree's mean value over the training rows.</summary>
    public double Expected { get; private set; }

    public static TreePlan Of(BoostedTrees model, int tree)
    {
        var start = model.Trees.Roots[tree];
        var end = tree + 1 < model.TreeCount ? model.Trees.Roots[tree + 1] : model.Trees.Nodes.Length;
        var plan = new TreePlan(end - start);
        plan.passingTo[0] = 1;
        if (model.Trees.Nodes[start].IsLeaf) plan.Expected = model.Trees.Nodes[start].Threshold;

        plan.Walk(model.Trees.Nodes[start..end], model.Covers[start..end], start);
        return plan;
    }

    public ExplainedTree Tabulate((double[] Points, double[] Weights) quadrature)
    {
        var points = quadrature.Points.Length;
        var ordered = splits.OrderBy(split => split.HasLeavesOnly).ToList();
        var placed = ordered.Select(split =>
            new ExplainedSplit(split.Node, split.Node.First, split.Ancestor, Place(split.At), Place(split.Node.First)));
        var prepared = new float[ordered.Count * ExplainedTree.SizeOf(points)];
        var tree = new ExplainedTree([.. placed], ordered.Count(split => !split.HasLeavesOnly), prepared, points);
        for (var i = 0; i < ordered.Count; i++)
            Fill(ordered[i], quadrature, tree, prepared.AsSpan(i * tree.SplitSize, tree.SplitSize));

        return tree;

        // The root is the second of a pair of its own, so that first children are the first of theirs.
        int Place(int node) => (node + 1) / 2 * 2 * points + (node % 2 == 0 ? ExplainedTree.Pair / 2 : 0);
    }

    private static void Fill(in Split split, (double[] Points, double[] Weights) quadrature, ExplainedTree tree, Span<float> prepared)
    {
        const int Half = ExplainedTree.Pair / 2;
        prepared[..Half].Fill(split.First.Value);
        prepared.Slice(Half, Half).Fill(split.Second.Value);
        for (var state = 0; state < ExplainedTree.States; state++)
        {
            var numbers = prepared.Slice(ExplainedTree.Pair + state * tree.StateSize, tree.StateSize);
            var before = new Factor(split.Above, state < ExplainedTree.Failed);
            var (first, second) = (new Factor(split.First.Passing, state == 0), new Factor(split.Second.Passing, state == 1));
            for (var i = 0; i < quadrature.Points.Length; i++)
            {
                var (t, weight) = (quadrature.Points[i], quadrature.Weights[i]);
                var at = i / Half * ExplainedTree.Pair + i % Half;
                (numbers[at], numbers[tree.PairSize + at]) = Exchange(before, first, t, weight);
                (numbers[at + Half], numbers[tree.PairSize + at + Half]) = Exchange(before, second, t, weight);
            }
        }
    }

    // The factor of the comparison before is in the product already: it is exchanged for the new one, and its share taken back.
    private static (float Ratio, float Weight) Exchange(in Factor before, in Factor after, double t, double weight) => (
        before.At(t) > 0 ? (float)(after.At(t) / before.At(t)) : 0,
        (float)(weight * (after.Share(t) - before.Share(t))));

    private void Walk(ReadOnlySpan<TreeNode> nodes, ReadOnlySpan<float> covers, int start)
    {
        var (parents, features, reached) = (new int[count], new int[count], new double[count]);
        (parents[0], features[0], reached[0]) = (-1, -1, 1);
        for (var at = 0; at < count; at++)
        {
            if (nodes[at].IsLeaf) continue;

            var node = nodes[at] with { First = nodes[at].First - start };
            var ancestor = at;
            while (ancestor > 0 && features[ancestor] != node.Feature) ancestor = parents[ancestor];

            for (var child = node.First; child <= node.First + 1; child++)
            {
                (parents[child], features[child]) = (at, node.Feature);
                var share = covers[at] > 0 ? covers[child] / (double)covers[at] : 0;
                (passingTo[child], reached[child]) = (passingTo[ancestor] * share, reached[at] * share);
                if (nodes[child].IsLeaf) Expected += reached[child] * nodes[child].Threshold;
            }

            splits.Add(new(node, at, ancestor)
            {
                Above = passingTo[ancestor],
                First = new(passingTo[node.First], ValueOf(nodes[node.First])),
                Second = new(passingTo[node.First + 1], ValueOf(nodes[node.First + 1])),
                HasLeavesOnly = nodes[node.First].IsLeaf && nodes[node.First + 1].IsLeaf,
            });
            MostFeatures = Math.Max(MostFeatures, FeaturesAbove(node.First, parents, features));
        }
    }

    private static float ValueOf(TreeNode node) => node.IsLeaf ? node.Threshold : 0;

    private static int FeaturesAbove(int at, int[] parents, int[] features)
    {
        var seen = new HashSet<int>();
        for (; at > 0; at = parents[at]) seen.Add(features[at]);
        return seen.Count;
    }

    /// <summary>A split, the share of training rows that the feature's comparisons before it let through, and its two edges.</summary>
    private readonly record struct Split(TreeNode Node, int At, int Ancestor)
    {
        public double Above { get; init; }

        public Edge First { get; init; }

        public Edge Second { get; init; }

        public bool HasLeavesOnly { get; init; }
    }

    /// <summary>The share that the comparisons up to this one let through, and the value at its end if that is a leaf, else 0.</summary>
    private readonly record struct Edge(double Passing, float Value);

    /// <summary>A feature's factor on a path: the share of training rows that it let through, and whether it lets this row.</summary>
    private readonly record struct Factor(double Passing, bool Holds)
    {
        public double At(double t) => (1 - t) * Passing + (Holds ? t : 0);

        /// <summary>(o - z) over the factor itself, which takes the feature out of the product.</summary>
        public double Share(double t) => At(t) > 0 ? ((Holds ? 1 : 0) - Passing) / At(t) : 0;
    }
}
