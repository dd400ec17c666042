using Platform.Learning.Trees;

namespace Platform.Learning;

/// <summary>Finds rows that are few and different: they are cut off from the others by fewer random splits.</summary>
/// <remarks>
/// Source: Liu, Ting, Zhou, "Isolation Forest", ICDM 2008; path-length correction c(n) as in its equation 1.
/// A missing value (NaN) never decides a split; a row that lacks the split's feature goes to the side that held most of the
/// training rows that had it, in training and in scoring alike. Immutable, so any number of threads may score at once.
/// </remarks>
public sealed class IsolationForest
{
    private const int TreesOnStack = 1_024;
    private readonly FlatTrees trees;
    private readonly float[] expected;
    private readonly double pathToScore;

    internal IsolationForest(TreeNode[] nodes, float[] expected, int[] roots, ForestShape shape)
    {
        (trees, this.expected, Shape) = (new(nodes, roots), expected, shape);
        pathToScore = -1 / (roots.Length * AveragePathLength(shape.SampleSize));
    }

    /// <summary>Number of features that a row must have.</summary>
    public int Columns => Shape.Columns;

    /// <summary>Number of trees.</summary>
    public int Trees => trees.Roots.Length;

    /// <summary>The mean path length of the training rows, over all trees.</summary>
    public double AveragePath
    {
        get
        {
            var sum = 0d;
            foreach (var root in Roots) sum += expected[root];
            return sum / Trees;
        }
    }

    internal ForestShape Shape { get; }

    internal ReadOnlySpan<TreeNode> Nodes => trees.Nodes;

    internal ReadOnlySpan<float> Expected => expected;

    internal ReadOnlySpan<int> Roots => trees.Roots;

    /// <summary>Grows a forest.</summary>
    /// <param name="rows">Row-major matrix; NaN means missing, infinities are not allowed.</param>
    /// <param name="columns">Features per row, at least 1; the length of <paramref name="rows"/> is a multiple of it.</param>
    /// <param name="options">Size and seed.</param>
    /// <returns>A forest; the same for the same arguments on every machine. O(trees × ψ log ψ) time after drawing.</returns>
    /// <exception cref="ArgumentException">Fewer than two rows, a ragged matrix, an infinite value, or options out of range.</exception>
    public static IsolationForest Fit(ReadOnlySpan<float> rows, int columns, IsolationForestOptions options) =>
        IsolationForestTrainer.Fit(rows, columns, options);

    /// <summary>Scores one row without allocating. O(trees × log ψ).</summary>
    /// <param name="row">At least <see cref="Columns"/> values; NaN means missing.</param>
    /// <returns>In (0, 1): near 1 is an anomaly, well below 0.5 is ordinary, all rows near 0.5 means no anomalies stand out.</returns>
    /// <exception cref="ArgumentException"><paramref name="row"/> is too short.</exception>
    public double Score(ReadOnlySpan<float> row)
    {
        if (row.Length < Columns) throw new ArgumentException($"A row has {Columns} values, not {row.Length}.", nameof(row));

        var leaves = Trees <= TreesOnStack ? stackalloc float[Trees] : new float[Trees];
        trees.Leaves(row, leaves);
        var path = 0d;
        foreach (var leaf in leaves) path += leaf;

        return double.Exp2(path * pathToScore);
    }

    /// <summary>The score of a row whose mean path is so long.</summary>
    /// <param name="path">Mean path length over the trees, at least 0.</param>
    /// <returns>As <see cref="Score"/>.</returns>
    public double ScoreOfPath(double path) => double.Exp2(path * Trees * pathToScore);

    /// <summary>Scores many rows without allocating.</summary>
    /// <param name="rows">Row-major matrix with <see cref="Columns"/> values per row.</param>
    /// <param name="scores">Receives one score per row, as <see cref="Score"/> gives it.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public void ScoreAll(ReadOnlySpan<float> rows, Span<double> scores)
    {
        if (rows.Length != scores.Length * Columns) throw new ArgumentException("One score per row is needed.", nameof(scores));

        scores.Clear();
        trees.AddAll(rows, Columns, scores);
        foreach (ref var score in scores) score = double.Exp2(score * pathToScore);
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
        foreach (var root in Roots) AttributeTree(root, row, shares);
        foreach (ref var share in shares) share /= Trees;
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

    private void AttributeTree(int root, ReadOnlySpan<float> row, Span<double> shares)
    {
        var nodes = Nodes;
        for (var at = root; !nodes[at].IsLeaf;)
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
