namespace Platform.Learning.Boosting;

/// <summary>How boosted trees are grown.</summary>
public sealed record BoostingOptions
{
    /// <summary>Rounds of boosting, one tree each; 1 to 10,000.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>How trees grow: level by level, or where the loss falls most.</summary>
    public Growth Growth { get; init; } = Growth.DepthWise;

    /// <summary>Levels of a tree, 1 to 30; for <see cref="Growth.LossGuided"/> the limit that its leaves rarely reach.</summary>
    public int Depth { get; init; } = 6;

    /// <summary>Leaves of a tree when <see cref="Growth.LossGuided"/>, 2 to 1,024.</summary>
    public int Leaves { get; init; } = 31;

    /// <summary>Share of each tree's correction that is applied, above 0 up to 1.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Share of rows drawn for each tree, above 0 up to 1.</summary>
    public double RowShare { get; init; } = 1;

    /// <summary>Share of features drawn for each tree, above 0 up to 1.</summary>
    public double ColumnShare { get; init; } = 1;

    /// <summary>Least sum of second derivatives in a leaf, 0 or more.</summary>
    public double LeastCover { get; init; } = 1;

    /// <summary>L2 penalty on leaf values, 0 or more.</summary>
    public double Penalty { get; init; } = 1;

    /// <summary>How much more a positive row counts than a negative one, above 0.</summary>
    public double PositiveWeight { get; init; } = 1;

    /// <summary>Seed of all drawing.</summary>
    public int Seed { get; init; }

    /// <summary>Threads, 1 to 64. The bytes of the model are the same for the same number.</summary>
    public int Threads { get; init; } = 1;

    internal void ThrowIfOutOfRange()
    {
        Check(Trees is >= 1 and <= 10_000, nameof(Trees));
        Check(Depth is >= 1 and <= 30, nameof(Depth));
        Check(Leaves is >= 2 and <= 1_024, nameof(Leaves));
        Check(LearningRate is > 0 and <= 1, nameof(LearningRate));
        Check(RowShare is > 0 and <= 1, nameof(RowShare));
        Check(ColumnShare is > 0 and <= 1, nameof(ColumnShare));
        Check(LeastCover is >= 0 and < double.PositiveInfinity, nameof(LeastCover));
        Check(Penalty is >= 0 and < double.PositiveInfinity, nameof(Penalty));
        Check(PositiveWeight is > 0 and < double.PositiveInfinity, nameof(PositiveWeight));
        Check(Threads is >= 1 and <= 64, nameof(Threads));
    }

    private static void Check(bool holds, string option)
    {
        if (!holds) throw new ArgumentOutOfRangeException(option, "The option is out of the range that its documentation states.");
    }
}

/// <summary>The order in which leaves are split.</summary>
public enum Growth
{
    /// <summary>All leaves of a level before the next level.</summary>
    DepthWise,

    /// <summary>The leaf where the loss falls most, wherever it is.</summary>
    LossGuided,
}
