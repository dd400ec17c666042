using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Platform.Learning.Boosting;

/// <summary>Exact Shapley values of a boosted model's margin: what each feature of a row added to or took from it.</summary>
/// <remarks>
/// The values are those of path-dependent TreeSHAP (Lundberg, Erion, Lee, "Consistent Individualized Feature Attribution for Tree
/// Ensembles", 2018; XGBoost's <c>pred_contribs</c>). They are computed our own way (docs/adr/0027): a Shapley value is the integral
/// over t of a polynomial, here a product over the features on a leaf's path, so Gauss–Legendre quadrature gives it exactly with half
/// as many points as the path has features. O(nodes × points) a row, without a division or an unforeseeable jump.
/// Single precision: the values and <see cref="Expected"/> add up to the margin within some 1e-5 of its size. Holds working memory, so
/// not safe for several threads.
/// </remarks>
public sealed class TreeExplainer
{
    private const int RowsTogether = 8;
    private readonly ExplanationTable table;
    private readonly float[] paths;
    private readonly float[] sums;
    private readonly byte[] holds;
    private readonly byte[] states;
    private readonly float[] perFeature;

    /// <summary>Prepares to explain a model. O(nodes × points) time and memory the first time, shared by all explainers of it.</summary>
    /// <param name="model">Any model.</param>
    public TreeExplainer(BoostedTrees model)
    {
        table = model.Explanation;
        Columns = model.Columns;
        (paths, sums) = (new float[table.LargestTree * table.Points], new float[table.LargestTree * table.Points]);
        (holds, states) = (new byte[table.LargestTree], new byte[table.LargestTree]);
        perFeature = new float[RowsTogether * Columns * ExplainedTree.Pair];
        paths.AsSpan(0, 2 * table.Points).Fill(1);
        holds[0] = 1;
    }

    /// <summary>Features per row.</summary>
    public int Columns { get; }

    /// <summary>The mean margin over the training rows: what the contributions start from.</summary>
    public double Expected => table.Expected;

    /// <summary>Explains one row. No allocation.</summary>
    /// <param name="row">At least <see cref="Columns"/> values; NaN means missing.</param>
    /// <param name="contributions">Receives <see cref="Columns"/> values; with <see cref="Expected"/> they add up to the margin.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public void Explain(ReadOnlySpan<float> row, Span<float> contributions)
    {
        if (row.Length < Columns || contributions.Length < Columns)
            throw new ArgumentException($"A row and its contributions have {Columns} values.", nameof(row));

        ExplainBlock(row[..Columns], contributions[..Columns]);
    }

    /// <summary>Explains many rows, each as <see cref="Explain"/> does. No allocation.</summary>
    /// <param name="rows">Row-major matrix with <see cref="Columns"/> values per row.</param>
    /// <param name="contributions">Receives <see cref="Columns"/> values per row.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public void ExplainAll(ReadOnlySpan<float> rows, Span<float> contributions)
    {
        if (rows.Length != contributions.Length || rows.Length % Columns != 0)
            throw new ArgumentException("Rows and contributions are of one shape.", nameof(contributions));

        var block = RowsTogether * Columns;
        for (var at = 0; at < rows.Length; at += block)
        {
            var length = Math.Min(block, rows.Length - at);
            ExplainBlock(rows.Slice(at, length), contributions.Slice(at, length));
        }
    }

    // One tree after the other over a few rows: the tree's tables then stay in the processor's nearest memory.
    private void ExplainBlock(ReadOnlySpan<float> rows, Span<float> contributions)
    {
        Array.Clear(perFeature);
        foreach (var tree in table.Trees)
        {
            for (var at = 0; at < rows.Length; at += Columns)
            {
                var row = rows.Slice(at, Columns);
                ref var total = ref perFeature[at * ExplainedTree.Pair];
                Descend(tree, row);
                Turn(tree, row, ref total);
                Ascend(tree, ref total);
            }
        }

        for (var i = 0; i < contributions.Length; i++)
            contributions[i] = Vector256.Sum(Vector256.LoadUnsafe(ref perFeature[i * ExplainedTree.Pair]));
    }

    // From the root down to the splits that have a split below: the product over each path at every point, and at leaves that product
    // times the leaf's value.
    private void Descend(ExplainedTree tree, ReadOnlySpan<float> row)
    {
        ref var path = ref MemoryMarshal.GetArrayDataReference(paths);
        ref var sum = ref MemoryMarshal.GetArrayDataReference(sums);
        ref var prepared = ref MemoryMarshal.GetArrayDataReference(tree.Prepared);
        ref var state = ref MemoryMarshal.GetArrayDataReference(states);
        foreach (ref readonly var split in tree.Splits.AsSpan(0, tree.InnerCount))
        {
            state = (byte)StateOf(split, ref MemoryMarshal.GetReference(row));
            NoteChildren(split, state);
            ref var ratios = ref Unsafe.Add(ref prepared, ExplainedTree.Pair + state * tree.StateSize);
            var values = Load(ref prepared, 0);
            for (var point = 0; point < tree.PairSize; point += ExplainedTree.Pair)
            {
                var parent = Vector128.LoadUnsafe(ref path, (nuint)(split.From + point));
                var both = Vector256.Create(parent, parent) * Load(ref ratios, point);
                both.StoreUnsafe(ref path, (nuint)(split.To + point));
                (both * values).StoreUnsafe(ref sum, (nuint)(split.To + point));
            }

            prepared = ref Unsafe.Add(ref prepared, tree.SplitSize);
            state = ref Unsafe.Add(ref state, 1);
        }
    }

    // Splits with two leaves, which are half of all: down and up in one step.
    private void Turn(ExplainedTree tree, ReadOnlySpan<float> row, ref float total)
    {
        ref var path = ref MemoryMarshal.GetArrayDataReference(paths);
        ref var sum = ref MemoryMarshal.GetArrayDataReference(sums);
        ref var prepared = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(tree.Prepared), tree.InnerCount * tree.SplitSize);
        foreach (ref readonly var split in tree.Splits.AsSpan(tree.InnerCount))
        {
            var state = StateOf(split, ref MemoryMarshal.GetReference(row));
            ref var ratios = ref Unsafe.Add(ref prepared, ExplainedTree.Pair + state * tree.StateSize);
            ref var share = ref Unsafe.Add(ref total, split.Feature * ExplainedTree.Pair);
            var (values, shares) = (Load(ref prepared, 0), Load(ref share, 0));
            for (var point = 0; point < tree.PairSize; point += ExplainedTree.Pair)
            {
                var parent = Vector128.LoadUnsafe(ref path, (nuint)(split.From + point));
                var below = Vector256.Create(parent, parent) * Load(ref ratios, point) * values;
                shares += below * Load(ref ratios, tree.PairSize + point);
                (below.GetLower() + below.GetUpper()).StoreUnsafe(ref sum, (nuint)(split.From + point));
            }

            shares.StoreUnsafe(ref share);
            prepared = ref Unsafe.Add(ref prepared, tree.SplitSize);
        }
    }

    // From those splits up: what lies below both edges of a split, weighed for the split's feature.
    private void Ascend(ExplainedTree tree, ref float total)
    {
        ref var sum = ref MemoryMarshal.GetArrayDataReference(sums);
        ref var first = ref MemoryMarshal.GetArrayDataReference(tree.Prepared);
        ref var state = ref MemoryMarshal.GetArrayDataReference(states);
        for (var i = tree.InnerCount - 1; i >= 0; i--)
        {
            ref readonly var split = ref tree.Splits[i];
            var at = i * tree.SplitSize + ExplainedTree.Pair + Unsafe.Add(ref state, i) * tree.StateSize + tree.PairSize;
            ref var weights = ref Unsafe.Add(ref first, at);
            ref var share = ref Unsafe.Add(ref total, split.Feature * ExplainedTree.Pair);
            var shares = Load(ref share, 0);
            for (var point = 0; point < tree.PairSize; point += ExplainedTree.Pair)
            {
                var below = Load(ref sum, split.To + point);
                shares += below * Load(ref weights, point);
                (below.GetLower() + below.GetUpper()).StoreUnsafe(ref sum, (nuint)(split.From + point));
            }

            shares.StoreUnsafe(ref share);
        }
    }

    // Which of the three prepared states a split's edges are in: the row takes the first child, takes the second, or has failed a
    // comparison of the same feature further up, which it fails for good.
    private int StateOf(in ExplainedSplit split, ref float row)
    {
        var second = 1 - split.Node.Passes(Unsafe.Add(ref row, split.Feature));
        return Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(holds), split.Ancestor) == 0 ? ExplainedTree.Failed : second;
    }

    private void NoteChildren(in ExplainedSplit split, int state)
    {
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(holds), split.First);
        first = (byte)(state == 0 ? 1 : 0);
        Unsafe.Add(ref first, 1) = (byte)(state == 1 ? 1 : 0);
    }

    private static Vector256<float> Load(ref float array, int at) => Vector256.LoadUnsafe(ref array, (nuint)at);
}
