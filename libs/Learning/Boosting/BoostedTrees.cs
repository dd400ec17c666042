using Platform.Learning.Trees;

namespace Platform.Learning.Boosting;

/// <summary>Gradient-boosted regression trees, read from XGBoost's own model file and scored here.</summary>
/// <remarks>
/// Equal to XGBoost bit for bit: a row's margin is the base score plus the leaves it reaches, added in single precision in the order of
/// the trees. Scoring needs no XGBoost. Immutable, so safe for many threads. Source: Chen, Guestrin, "XGBoost: A Scalable Tree Boosting
/// System", KDD 2016; missing values follow the direction learnt for them (section 3.4).
/// </remarks>
public sealed class BoostedTrees
{
    // Above this the exponential would overflow; XGBoost stops at the same number.
    private const float MostNegative = 88.7f;
    private const int TreesOnStack = 2_048;
    private readonly float[] covers;
    private readonly Lazy<ExplanationTable> explanation;

    internal BoostedTrees(FlatTrees trees, float[] covers, double[] gains, BoostedShape shape)
    {
        (Trees, this.covers, Gains, Shape) = (trees, covers, gains, shape);
        explanation = new(() => ExplanationTable.Of(this));
    }

    /// <summary>Features per row.</summary>
    public int Columns => Shape.Columns;

    /// <summary>Number of trees.</summary>
    public int TreeCount => Trees.Roots.Length;

    /// <summary>Whether <see cref="Predict"/> gives a probability; else it gives the margin.</summary>
    public bool IsLogistic => Shape.IsLogistic;

    /// <summary>Per feature, how much its splits lowered the loss in training, in sum.</summary>
    public IReadOnlyList<double> Gains { get; }

    internal FlatTrees Trees { get; }

    internal BoostedShape Shape { get; }

    /// <summary>Per node, the sum of second derivatives of the training rows that passed it.</summary>
    internal ReadOnlySpan<float> Covers => covers;

    internal ExplanationTable Explanation => explanation.Value;

    /// <summary>Reads a model as XGBoost saves it in its JSON format.</summary>
    /// <param name="json">The file's bytes, at most <see cref="XgboostJson.MostBytes"/>; not trusted.</param>
    /// <returns>A model that scores as XGBoost does.</returns>
    /// <exception cref="FormatException">It is not such a file, is damaged, or is of a kind that is not scored here (several outputs,
    /// categorical splits, other boosters); the message says which.</exception>
    public static BoostedTrees FromXgboostJson(ReadOnlyMemory<byte> json) => XgboostJson.Read(json);

    /// <summary>The raw score of one row; for a logistic objective the logarithm of the odds. O(trees × depth), no allocation.</summary>
    /// <param name="row">At least <see cref="Columns"/> values; NaN means missing.</param>
    /// <returns>The margin, bit-equal to XGBoost's.</returns>
    /// <exception cref="ArgumentException"><paramref name="row"/> is too short.</exception>
    public float Margin(ReadOnlySpan<float> row)
    {
        if (row.Length < Columns) throw new ArgumentException($"A row has {Columns} values, not {row.Length}.", nameof(row));

        var leaves = TreeCount <= TreesOnStack ? stackalloc float[TreeCount] : new float[TreeCount];
        Trees.Leaves(row, leaves);
        var margin = Shape.BaseMargin;
        foreach (var leaf in leaves) margin += leaf;

        return margin;
    }

    /// <summary>The prediction for one row.</summary>
    /// <param name="row">At least <see cref="Columns"/> values; NaN means missing.</param>
    /// <returns>A probability for a logistic objective, else the margin; bit-equal to XGBoost's on the same C library.</returns>
    /// <exception cref="ArgumentException"><paramref name="row"/> is too short.</exception>
    public float Predict(ReadOnlySpan<float> row) => IsLogistic ? Logistic(Margin(row)) : Margin(row);

    /// <summary>Margins of many rows, each as <see cref="Margin"/> gives it. One thread, no allocation.</summary>
    /// <param name="rows">Row-major matrix with <see cref="Columns"/> values per row.</param>
    /// <param name="margins">Receives one margin per row.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public void MarginAll(ReadOnlySpan<float> rows, Span<float> margins)
    {
        if (rows.Length != margins.Length * Columns) throw new ArgumentException("One margin per row is needed.", nameof(margins));

        margins.Fill(Shape.BaseMargin);
        Trees.AddAll(rows, Columns, margins);
    }

    /// <summary>Which leaf a row reaches in each tree: rows with the same number in a tree are alike to it.</summary>
    /// <param name="row">At least <see cref="Columns"/> values; NaN means missing.</param>
    /// <param name="leaves">Receives <see cref="TreeCount"/> numbers; their only meaning is whether they are the same.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public void LeafNumbers(ReadOnlySpan<float> row, Span<int> leaves)
    {
        if (row.Length < Columns) throw new ArgumentException($"A row has {Columns} values, not {row.Length}.", nameof(row));
        if (leaves.Length < TreeCount) throw new ArgumentException($"There are {TreeCount} trees.", nameof(leaves));

        for (var tree = 0; tree < TreeCount; tree++) leaves[tree] = Trees.LeafAt(Trees.Roots[tree], row);
    }

    /// <summary>The questions that a tree asks of a row, and its answer.</summary>
    /// <param name="tree">0 to <see cref="TreeCount"/> - 1.</param>
    /// <param name="row">At least <see cref="Columns"/> values; NaN means missing.</param>
    /// <returns>The path from the root to the leaf.</returns>
    /// <exception cref="ArgumentException"><paramref name="row"/> is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tree.</exception>
    public TreePath PathOf(int tree, ReadOnlySpan<float> row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)tree, (uint)TreeCount, nameof(tree));
        if (row.Length < Columns) throw new ArgumentException($"A row has {Columns} values, not {row.Length}.", nameof(row));

        return TreePath.Of(Trees, tree, row);
    }

    /// <summary>The logistic function in single precision, as XGBoost computes it.</summary>
    /// <param name="margin">Any number.</param>
    /// <returns>1 / (1 + e^-margin), 0 to 1.</returns>
    public static float Logistic(float margin) => 1f / (MathF.Exp(MathF.Min(-margin, MostNegative)) + 1f);
}

/// <summary>What a boosted model says of itself.</summary>
/// <param name="Columns">Features per row.</param>
/// <param name="BaseMargin">What every row's margin begins with.</param>
/// <param name="IsLogistic">Whether the margin is the logarithm of the odds.</param>
internal readonly record struct BoostedShape(int Columns, float BaseMargin, bool IsLogistic);
