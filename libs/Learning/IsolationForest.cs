using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Platform.Learning;

/// <summary>Finds rows that are few and different: they are cut off from the others by fewer random splits.</summary>
/// <remarks>
/// Source: Liu, Ting, Zhou, "Isolation Forest", ICDM 2008; path-length correction c(n) as in its equation 1.
/// A missing value (NaN) never decides a split; a row that lacks the split's feature goes to the side that held most of the
/// training rows that had it, in training and in scoring alike. Immutable, so any number of threads may score at once.
/// </remarks>
public sealed class IsolationForest
{
    private readonly ForestNode[] nodes;
    private readonly float[] expected;
    private readonly int[] roots;
    private readonly int levels;
    private readonly double pathToScore;

    internal IsolationForest(ForestNode[] nodes, float[] expected, int[] roots, ForestShape shape)
    {
        (this.nodes, this.expected, this.roots, Shape) = (nodes, expected, roots, shape);
        levels = LevelsOf(nodes);
        pathToScore = -1 / (roots.Length * AveragePathLength(shape.SampleSize));
    }

    /// <summary>Number of features that a row must have.</summary>
    public int Columns => Shape.Columns;

    /// <summary>Number of trees.</summary>
    public int Trees => roots.Length;

    internal ForestShape Shape { get; }

    internal ReadOnlySpan<ForestNode> Nodes => nodes;

    internal ReadOnlySpan<float> Expected => expected;

    internal ReadOnlySpan<int> Roots => roots;

    /// <summary>Grows a forest.</summary>
    /// <param name="rows">Row-major matrix; NaN means missing, infinities are not allowed.</param>
    /// <param name="columns">Features per row, at least 1; the length of <paramref name="rows"/> is a multiple of it.</param>
    /// <param name="options">Size and seed.</param>
    /// <returns>A forest; the same for the same arguments on every machine. O(trees × ψ log ψ) time after drawing.</returns>
    /// <exception cref="ArgumentException">Fewer than two rows, a ragged matrix, or options out of range.</exception>
    public static IsolationForest Fit(ReadOnlySpan<float> rows, int columns, IsolationForestOptions options) =>
        IsolationForestTrainer.Fit(rows, columns, options);

    /// <summary>Scores one row without allocating. O(trees × log ψ).</summary>
    /// <param name="row">At least <see cref="Columns"/> values; NaN means missing.</param>
    /// <returns>In (0, 1): near 1 is an anomaly, well below 0.5 is ordinary, all rows near 0.5 means no anomalies stand out.</returns>
    /// <exception cref="ArgumentException"><paramref name="row"/> is too short.</exception>
    public double Score(ReadOnlySpan<float> row)
    {
        if (row.Length < Columns) throw new ArgumentException($"A row has {Columns} values, not {row.Length}.", nameof(row));

        var path = 0d;
        var tree = 0;
        for (; tree + 8 <= roots.Length; tree += 8) path += PathLengths(roots.AsSpan(tree, 8), row);
        for (; tree < roots.Length; tree++) path += PathLength(roots[tree], row);

        return double.Exp2(path * pathToScore);
    }

    /// <summary>Scores many rows without allocating.</summary>
    /// <param name="rows">Row-major matrix with <see cref="Columns"/> values per row.</param>
    /// <param name="scores">Receives one score per row, as <see cref="Score"/> gives it.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public void ScoreAll(ReadOnlySpan<float> rows, Span<double> scores)
    {
        if (rows.Length != scores.Length * Columns) throw new ArgumentException("One score per row is needed.", nameof(scores));

        for (var i = 0; i < scores.Length; i++) scores[i] = Score(rows.Slice(i * Columns, Columns));
    }

    /// <summary>Says which features made a row easy (positive) or hard (negative) to cut off.</summary>
    /// <param name="row">At least <see cref="Columns"/> values; NaN means missing.</param>
    /// <param name="shares">Receives one share per feature, in mean path length; they add up to the path length of an average
    /// training row minus that of this row.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    /// <remarks>Each split on the way is charged with how much it changed the expected path length, after Saabas, "Interpreting
    /// random forests", 2014.</remarks>
    public void Attribute(ReadOnlySpan<float> row, Span<double> shares)
    {
        if (row.Length < Columns || shares.Length < Columns) throw new ArgumentException($"{Columns} values are needed.", nameof(row));

        shares.Clear();
        foreach (var root in roots) AttributeTree(root, row, shares);
        foreach (ref var share in shares) share /= roots.Length;
    }

    /// <summary>The mean path length of an unsuccessful search in a binary search tree: c(n) of the paper.</summary>
    /// <param name="rows">Number of rows n, at least 0.</param>
    /// <returns>0 for n ≤ 1, 1 for n = 2, else 2 H(n-1) - 2 (n-1) / n.</returns>
    public static double AveragePathLength(int rows)
    {
        const double Euler = 0.5772156649015329;
        if (rows <= 1) return 0;
        if (rows == 2) return 1;

        return 2 * (Math.Log(rows - 1) + Euler) - 2.0 * (rows - 1) / rows;
    }

    /// <summary>Writes the forest as bytes: the same forest, the same bytes.</summary>
    /// <returns>About 20 bytes per node.</returns>
    public byte[] ToBytes() => IsolationForestCodec.Write(this);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <param name="bytes">The bytes; not trusted, so every index is checked.</param>
    /// <returns>A forest that scores exactly as the one that was written.</returns>
    /// <exception cref="FormatException">The bytes are not a forest.</exception>
    public static IsolationForest FromBytes(ReadOnlySpan<byte> bytes) => IsolationForestCodec.Read(bytes);

    // Each step waits for the one before it in the same tree; walking eight trees at once fills the waiting. As many steps as the
    // deepest leaf needs, since a leaf leads to itself: no step is a jump that the processor has to guess.
    private double PathLengths(ReadOnlySpan<int> eight, ReadOnlySpan<float> row)
    {
        ref var all = ref MemoryMarshal.GetArrayDataReference(nodes);
        ref var values = ref MemoryMarshal.GetReference(row);
        var (a, b, c, d) = (eight[0], eight[1], eight[2], eight[3]);
        var (e, f, g, h) = (eight[4], eight[5], eight[6], eight[7]);
        for (var level = levels; level > 0; level--)
        {
            a = Unsafe.Add(ref all, a).Next(ref values);
            b = Unsafe.Add(ref all, b).Next(ref values);
            c = Unsafe.Add(ref all, c).Next(ref values);
            d = Unsafe.Add(ref all, d).Next(ref values);
            e = Unsafe.Add(ref all, e).Next(ref values);
            f = Unsafe.Add(ref all, f).Next(ref values);
            g = Unsafe.Add(ref all, g).Next(ref values);
            h = Unsafe.Add(ref all, h).Next(ref values);
        }

        return (double)nodes[a].Threshold + nodes[b].Threshold + nodes[c].Threshold + nodes[d].Threshold
            + nodes[e].Threshold + nodes[f].Threshold + nodes[g].Threshold + nodes[h].Threshold;
    }

    private float PathLength(int root, ReadOnlySpan<float> row)
    {
        var at = root;
        while (!nodes[at].IsLeaf) at = nodes[at].Next(row);

        return nodes[at].Threshold;
    }

    private void AttributeTree(int root, ReadOnlySpan<float> row, Span<double> shares)
    {
        for (var at = root; !nodes[at].IsLeaf;)
        {
            var next = nodes[at].Next(row);
            shares[nodes[at].Feature] += expected[at] - expected[next];
            at = next;
        }
    }

    // A child lies after its parent, so one pass sees every parent first.
    private static int LevelsOf(ForestNode[] nodes)
    {
        var depths = new int[nodes.Length];
        for (var at = 0; at < nodes.Length; at++)
        {
            if (nodes[at].IsLeaf) continue;
            var below = depths[at] + 1;
            (depths[nodes[at].First], depths[nodes[at].First + 1]) = (below, below);
        }

        return depths.Max();
    }
}

/// <summary>What a forest was grown from.</summary>
/// <param name="Columns">Features per row.</param>
/// <param name="SampleSize">Rows per tree, after clipping to the data.</param>
internal readonly record struct ForestShape(int Columns, int SampleSize);

/// <summary>One node: children lie side by side; a leaf leads to itself, and its threshold is its path length.</summary>
/// <param name="Feature">Column that is compared.</param>
/// <param name="First">Index of the child for rows that pass the comparison; the other child follows it.</param>
/// <param name="Threshold">Split value times <paramref name="Sign"/>.</param>
/// <param name="Sign">1 or -1, chosen so that a comparison with NaN, always false, leads to the side of the majority; NaN in a leaf,
/// whose comparison is therefore always false.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ForestNode(int Feature, int First, float Threshold, float Sign)
{
    public bool IsLeaf => float.IsNaN(Sign);

    /// <summary>The leaf at a place, with the length of the path to it.</summary>
    public static ForestNode Leaf(int at, float path) => new(0, at - 1, path, float.NaN);

    /// <summary>The child that a row belongs to.</summary>
    public int Next(ReadOnlySpan<float> row) => Next(row[Feature]);

    /// <summary>The same, of a row that has every column.</summary>
    public int Next(ref float row) => Next(Unsafe.Add(ref row, Feature));

    // The comparison becomes a number, not a jump: half of such jumps would be predicted wrongly.
    private int Next(float value) => First + 1 - Unsafe.BitCast<bool, byte>(value * Sign < Threshold);
}
