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
    private readonly double pathToScore;

    internal IsolationForest(ForestNode[] nodes, float[] expected, int[] roots, ForestShape shape)
    {
        (this.nodes, this.expected, this.roots, Shape) = (nodes, expected, roots, shape);
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
        for (; tree + 4 <= roots.Length; tree += 4) path += PathLengths(roots.AsSpan(tree, 4), row);
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

    // Each step waits for the one before it in the same tree; walking four trees at once fills the waiting.
    private double PathLengths(ReadOnlySpan<int> four, ReadOnlySpan<float> row)
    {
        ref var all = ref MemoryMarshal.GetArrayDataReference(nodes);
        var (a, b, c, d) = (four[0], four[1], four[2], four[3]);
        while (true)
        {
            ref readonly var first = ref Unsafe.Add(ref all, a);
            ref readonly var second = ref Unsafe.Add(ref all, b);
            ref readonly var third = ref Unsafe.Add(ref all, c);
            ref readonly var fourth = ref Unsafe.Add(ref all, d);
            if (first.First == 0 | second.First == 0 | third.First == 0 | fourth.First == 0) break;
            (a, b, c, d) = (first.Next(row), second.Next(row), third.Next(row), fourth.Next(row));
        }

        return (double)PathLength(a, row) + PathLength(b, row) + PathLength(c, row) + PathLength(d, row);
    }

    private float PathLength(int root, ReadOnlySpan<float> row)
    {
        ref var all = ref MemoryMarshal.GetArrayDataReference(nodes);
        ref readonly var node = ref Unsafe.Add(ref all, root);
        while (node.First != 0) node = ref Unsafe.Add(ref all, node.Next(row));

        return node.Threshold;
    }

    private void AttributeTree(int root, ReadOnlySpan<float> row, Span<double> shares)
    {
        for (var at = root; nodes[at].First != 0;)
        {
            var next = nodes[at].Next(row);
            shares[nodes[at].Feature] += expected[at] - expected[next];
            at = next;
        }
    }
}

/// <summary>What a forest was grown from.</summary>
/// <param name="Columns">Features per row.</param>
/// <param name="SampleSize">Rows per tree, after clipping to the data.</param>
internal readonly record struct ForestShape(int Columns, int SampleSize);

/// <summary>One node: children lie side by side; <c>First</c> 0 marks a leaf, whose threshold is its path length.</summary>
/// <param name="Feature">Column that is compared.</param>
/// <param name="First">Index of the child for rows that pass the comparison; the other child follows it.</param>
/// <param name="Threshold">Split value times <paramref name="Sign"/>.</param>
/// <param name="Sign">1 or -1, chosen so that a comparison with NaN, always false, leads to the side of the majority.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ForestNode(int Feature, int First, float Threshold, float Sign)
{
    /// <summary>The child that a row belongs to.</summary>
    /// <remarks>The comparison becomes a number, not a jump: half of such jumps would be predicted wrongly.</remarks>
    public int Next(ReadOnlySpan<float> row)
    {
        var passes = row[Feature] * Sign < Threshold;
        return First + 1 - Unsafe.BitCast<bool, byte>(passes);
    }
}
