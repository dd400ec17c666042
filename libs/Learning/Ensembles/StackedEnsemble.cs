using Platform.Learning.Boosting;
using Platform.Learning.Calibration;
using Platform.Learning.Linear;

namespace Platform.Learning.Ensembles;

/// <summary>Several models that vote: a regression weighs their log-odds, and the sum becomes a probability.</summary>
/// <remarks>
/// Members are trees grown level by level, trees grown where the loss falls most, a logistic regression, and an isolation forest, which
/// also speaks up about what no label has described yet. Immutable, safe for many threads. Source: Wolpert, "Stacked generalization",
/// Neural Networks 1992; weights below zero are not allowed, after Breiman, "Stacked regressions", 1996.
/// </remarks>
public sealed class StackedEnsemble
{
    /// <summary>Number of members.</summary>
    public const int MemberCount = 4;

    internal StackedEnsemble(EnsembleMembers members, LogisticRegression stack, CalibrationMap calibration) =>
        (Members, Stack, Calibration) = (members, stack, calibration);

    /// <summary>Names of the members, in the order of <see cref="MemberMargins"/>.</summary>
    public static IReadOnlyList<string> MemberNames { get; } =
        ["depth-wise-trees", "loss-guided-trees", "logistic-regression", "isolation-forest"];

    /// <summary>Features per row.</summary>
    public int Columns => Members.Linear.Columns;

    /// <summary>The members.</summary>
    public EnsembleMembers Members { get; }

    /// <summary>How the members' margins are weighed; none of the weights is below 0.</summary>
    public LogisticRegression Stack { get; }

    /// <summary>From the weighed sum to a probability.</summary>
    public CalibrationMap Calibration { get; }

    /// <summary>Reads what <see cref="EnsembleTrainer.Train"/> wrote.</summary>
    /// <param name="bytes">The bytes; not trusted.</param>
    /// <returns>The ensemble.</returns>
    /// <exception cref="FormatException">The bytes are not an ensemble, or one of its members is damaged.</exception>
    public static StackedEnsemble FromBytes(ReadOnlyMemory<byte> bytes) => EnsembleFile.Read(bytes);

    /// <summary>The log-odds that each member alone gives.</summary>
    /// <param name="row">At least <see cref="Columns"/> values; NaN means missing.</param>
    /// <param name="margins">Receives <see cref="MemberCount"/> values.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public void MemberMargins(ReadOnlySpan<float> row, Span<float> margins) => Members.Margins(row, margins);

    /// <summary>The weighed sum of the members' log-odds, before calibration.</summary>
    /// <param name="row">At least <see cref="Columns"/> values; NaN means missing.</param>
    /// <returns>A finite number, unless values are so large that a regression over them is not.</returns>
    /// <exception cref="ArgumentException"><paramref name="row"/> is too short.</exception>
    public double Margin(ReadOnlySpan<float> row)
    {
        Span<float> margins = stackalloc float[MemberCount];
        Members.Margins(row, margins);
        return Stack.Margin(margins);
    }

    /// <summary>The calibrated probability of a positive. No allocation.</summary>
    /// <param name="row">At least <see cref="Columns"/> values; NaN means missing.</param>
    /// <returns>0 to 1.</returns>
    /// <exception cref="ArgumentException"><paramref name="row"/> is too short.</exception>
    public double Predict(ReadOnlySpan<float> row) => Calibration.Apply(Margin(row));
}

/// <summary>The models of an ensemble, all over the same columns.</summary>
/// <param name="DepthWise">Trees grown level by level.</param>
/// <param name="LossGuided">Trees grown where the loss falls most.</param>
/// <param name="Linear">A logistic regression.</param>
/// <param name="Forest">An isolation forest; its vote is the log-odds of its score.</param>
public sealed record EnsembleMembers(BoostedTrees DepthWise, BoostedTrees LossGuided, LogisticRegression Linear, IsolationForest Forest)
{
    internal void Margins(ReadOnlySpan<float> row, Span<float> margins)
    {
        margins[0] = DepthWise.Margin(row);
        margins[1] = LossGuided.Margin(row);
        margins[2] = (float)Linear.Margin(row);
        margins[3] = (float)LogOdds.Of(Forest.Score(row));
    }
}
