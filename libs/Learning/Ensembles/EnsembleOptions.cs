using Platform.Learning.Boosting;

namespace Platform.Learning.Ensembles;

/// <summary>How an ensemble is trained.</summary>
public sealed record EnsembleOptions
{
    /// <summary>The trees grown level by level.</summary>
    public BoostingOptions DepthWise { get; init; } = new() { Depth = 4, RowShare = 0.8, ColumnShare = 0.7, LeastCover = 5 };

    /// <summary>The trees grown where the loss falls most.</summary>
    public BoostingOptions LossGuided { get; init; } =
        new() { Growth = Growth.LossGuided, Depth = 12, Leaves = 16, RowShare = 0.8, ColumnShare = 0.7, LeastCover = 5 };

    /// <summary>The isolation forest.</summary>
    public IsolationForestOptions Forest { get; init; } = new();

    /// <summary>Whether the forest sees only rows without the label: it then knows what is ordinary.</summary>
    public bool IsForestOnNormalOnly { get; init; } = true;

    /// <summary>L2 penalty of the regressions, above 0.</summary>
    public double Penalty { get; init; } = 1;

    /// <summary>Parts of the rows, 2 to 20: each is scored by members that were trained on the others, for the weights.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>How probabilities are fitted: with few positives Platt's curve is the steadier one.</summary>
    public CalibrationKind Calibration { get; init; } = CalibrationKind.Isotonic;

    /// <summary>Seed of all drawing, in place of the members' own.</summary>
    public int Seed { get; init; }
}

/// <summary>How probabilities are fitted to scores.</summary>
public enum CalibrationKind
{
    /// <summary>Any rising curve.</summary>
    Isotonic,

    /// <summary>A logistic curve.</summary>
    Platt,
}
