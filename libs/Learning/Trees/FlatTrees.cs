using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Platform.Learning.Trees;

/// <summary>Many trees in one array, and the ways to walk them.</summary>
/// <remarks>
/// Each step of a walk waits for the one before it; several walks at once fill the waiting. They take as many steps as the deepest leaf
/// needs, since a leaf leads to itself: no step is a jump that the processor has to guess.
/// </remarks>
internal sealed class FlatTrees
{
    private const int Together = 8;
    private const int BlockRows = 128;
    private readonly TreeNode[] nodes;
    private readonly int[] roots;
    private readonly int[] depths;

    /// <param name="nodes">A child lies after its parent.</param>
    /// <param name="roots">Where each tree begins.</param>
    public FlatTrees(TreeNode[] nodes, int[] roots)
    {
        (this.nodes, this.roots) = (nodes, roots);
        depths = Depths(nodes, roots);
    }

    public ReadOnlySpan<TreeNode> Nodes => nodes;

    public ReadOnlySpan<int> Roots => roots;

    /// <summary>The value of the leaf that a row reaches in each tree.</summary>
    /// <param name="row">Every column of the trees.</param>
    /// <param name="values">As many as trees.</param>
    public void Leaves(ReadOnlySpan<float> row, Span<float> values)
    {
        var tree = 0;
        for (; tree + Together <= roots.Length; tree += Together) EightTrees(tree, row, values.Slice(tree, Together));
        for (; tree < roots.Length; tree++) values[tree] = Leaf(roots[tree], row);
    }

    /// <summary>Adds to each row's sum the leaves that it reaches, in the order of the trees.</summary>
    /// <param name="rows">Row-major.</param>
    /// <param name="columns">Values per row.</param>
    /// <param name="sums">One for each row.</param>
    /// <remarks>One tree after the other over a block of rows: both then stay in the processor's nearest memory.</remarks>
    public void AddAll<T>(ReadOnlySpan<float> rows, int columns, Span<T> sums) where T : struct, IFloatingPoint<T>
    {
        for (var start = 0; start < sums.Length; start += BlockRows)
        {
            var count = Math.Min(BlockRows, sums.Length - start);
            var block = rows.Slice(start * columns, count * columns);
            for (var tree = 0; tree < roots.Length; tree++) AddTree(tree, block, columns, sums.Slice(start, count));
        }
    }

    /// <summary>Index of the node at which a row ends that begins at another.</summary>
    public int LeafAt(int root, ReadOnlySpan<float> row)
    {
        var at = root;
        while (!nodes[at].IsLeaf) at = nodes[at].Next(row);

        return at;
    }

    private void AddTree<T>(int tree, ReadOnlySpan<float> rows, int columns, Span<T> sums) where T : struct, IFloatingPoint<T>
    {
        var row = 0;
        for (; row + Together <= sums.Length; row += Together)
            AddEightRows(tree, rows.Slice(row * columns, Together * columns), columns, sums.Slice(row, Together));

        for (; row < sums.Length; row++) sums[row] += T.CreateTruncating(Leaf(roots[tree], rows.Slice(row * columns, columns)));
    }

    private void EightTrees(int tree, ReadOnlySpan<float> row, Span<float> values)
    {
        ref var all = ref MemoryMarshal.GetArrayDataReference(nodes);
        ref var first = ref MemoryMarshal.GetReference(row);
        var (a, b, c, d) = (roots[tree], roots[tree + 1], roots[tree + 2], roots[tree + 3]);
        var (e, f, g, h) = (roots[tree + 4], roots[tree + 5], roots[tree + 6], roots[tree + 7]);
        for (var level = DeepestOf(tree); level > 0; level--)
        {
            a = Unsafe.Add(ref all, a).Next(ref first);
            b = Unsafe.Add(ref all, b).Next(ref first);
            c = Unsafe.Add(ref all, c).Next(ref first);
            d = Unsafe.Add(ref all, d).Next(ref first);
            e = Unsafe.Add(ref all, e).Next(ref first);
            f = Unsafe.Add(ref all, f).Next(ref first);
            g = Unsafe.Add(ref all, g).Next(ref first);
            h = Unsafe.Add(ref all, h).Next(ref first);
        }

        (values[0], values[1], values[2], values[3]) = (nodes[a].Threshold, nodes[b].Threshold, nodes[c].Threshold, nodes[d].Threshold);
        (values[4], values[5], values[6], values[7]) = (nodes[e].Threshold, nodes[f].Threshold, nodes[g].Threshold, nodes[h].Threshold);
    }

    private void AddEightRows<T>(int tree, ReadOnlySpan<float> rows, int columns, Span<T> sums) where T : struct, IFloatingPoint<T>
    {
        ref var all = ref MemoryMarshal.GetArrayDataReference(nodes);
        ref var first = ref MemoryMarshal.GetReference(rows);
        var (a, b, c, d) = (roots[tree], roots[tree], roots[tree], roots[tree]);
        var (e, f, g, h) = (a, a, a, a);
        for (var level = depths[tree]; level > 0; level--)
        {
            a = Unsafe.Add(ref all, a).Next(ref first);
            b = Unsafe.Add(ref all, b).Next(ref Unsafe.Add(ref first, columns));
            c = Unsafe.Add(ref all, c).Next(ref Unsafe.Add(ref first, 2 * columns));
            d = Unsafe.Add(ref all, d).Next(ref Unsafe.Add(ref first, 3 * columns));
            e = Unsafe.Add(ref all, e).Next(ref Unsafe.Add(ref first, 4 * columns));
            f = Unsafe.Add(ref all, f).Next(ref Unsafe.Add(ref first, 5 * columns));
            g = Unsafe.Add(ref all, g).Next(ref Unsafe.Add(ref first, 6 * columns));
            h = Unsafe.Add(ref all, h).Next(ref Unsafe.Add(ref first, 7 * columns));
        }

        ReadOnlySpan<int> leaves = [a, b, c, d, e, f, g, h];
        for (var i = 0; i < Together; i++) sums[i] += T.CreateTruncating(nodes[leaves[i]].Threshold);
    }

    private float Leaf(int root, ReadOnlySpan<float> row) => nodes[LeafAt(root, row)].Threshold;

    private int DeepestOf(int tree)
    {
        var deepest = 0;
        foreach (var depth in depths.AsSpan(tree, Together)) deepest = Math.Max(deepest, depth);
        return deepest;
    }

    // A child lies after its parent, so one pass sees every parent first; a node belongs to the last root that is not after it.
    private static int[] Depths(TreeNode[] nodes, int[] roots)
    {
        var (depthOf, treeOf) = (new int[nodes.Length], new int[nodes.Length]);
        for (var tree = 0; tree < roots.Length; tree++) treeOf[roots[tree]] = tree;

        var depths = new int[roots.Length];
        for (var at = 0; at < nodes.Length; at++)
        {
            depths[treeOf[at]] = Math.Max(depths[treeOf[at]], depthOf[at]);
            if (nodes[at].IsLeaf) continue;

            var first = nodes[at].First;
            (depthOf[first], depthOf[first + 1]) = (depthOf[at] + 1, depthOf[at] + 1);
            (treeOf[first], treeOf[first + 1]) = (treeOf[at], treeOf[at]);
        }

        return depths;
    }
}
