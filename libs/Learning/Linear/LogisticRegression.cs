namespace Platform.Learning.Linear;

/// <summary>Logistic regression: the logarithm of the odds is a weighted sum of the features.</summary>
/// <remarks>
/// Features are standardised by the training rows; a missing value counts as their mean, so it adds nothing. Immutable, safe for many
/// threads. Source: Hastie, Tibshirani, Friedman, "The Elements of Statistical Learning", 4.4; Newton's method with an L2 penalty.
/// </remarks>
public sealed class LogisticRegression
{
    private readonly double[] means;
    private readonly double[] weights;

    internal LogisticRegression(double[] means, double[] weights, double intercept) =>
        (this.means, this.weights, Intercept) = (means, weights, intercept);

    /// <summary>Features per row.</summary>
    public int Columns => weights.Length;

    /// <summary>The margin of a row in which every feature is missing or at its mean.</summary>
    public double Intercept { get; }

    /// <summary>What each feature is compared with: its mean over the training rows.</summary>
    public IReadOnlyList<double> Means => means;

    /// <summary>What one unit of each feature adds to the margin.</summary>
    public IReadOnlyList<double> Weights => weights;

    /// <summary>Fits the weights. Deterministic. O(iterations × rows × columns²).</summary>
    /// <param name="rows">Row-major matrix; NaN means missing, infinities are not allowed.</param>
    /// <param name="columns">Features per row, at least 1; the length of <paramref name="rows"/> is a multiple of it.</param>
    /// <param name="labels">True for positives, one a row; both kinds occur.</param>
    /// <param name="penalty">L2 penalty on standardised weights, above 0; the intercept is free.</param>
    /// <returns>The regression.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, a value is infinite, or only one label occurs.</exception>
    public static LogisticRegression Fit(ReadOnlySpan<float> rows, int columns, ReadOnlySpan<bool> labels, double penalty = 1) =>
        LogisticTrainer.Fit(rows, columns, labels, penalty);

    /// <summary>The logarithm of the odds of one row. No allocation.</summary>
    /// <param name="row">At least <see cref="Columns"/> values; NaN means missing.</param>
    /// <returns>A finite number for finite values.</returns>
    /// <exception cref="ArgumentException"><paramref name="row"/> is too short.</exception>
    public double Margin(ReadOnlySpan<float> row)
    {
        if (row.Length < Columns) throw new ArgumentException($"A row has {Columns} values, not {row.Length}.", nameof(row));

        var margin = Intercept;
        for (var i = 0; i < weights.Length; i++) margin += Share(i, row[i]);
        return margin;
    }

    /// <summary>The probability of a positive.</summary>
    /// <param name="row">At least <see cref="Columns"/> values; NaN means missing.</param>
    /// <returns>0 to 1.</returns>
    /// <exception cref="ArgumentException"><paramref name="row"/> is too short.</exception>
    public double Predict(ReadOnlySpan<float> row) => LogOdds.ToProbability(Margin(row));

    /// <summary>What each feature added to the margin: with <see cref="Intercept"/> they add up to it.</summary>
    /// <param name="row">At least <see cref="Columns"/> values; NaN means missing.</param>
    /// <param name="contributions">Receives <see cref="Columns"/> values.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    /// <remarks>For independent features these are the Shapley values of the margin.</remarks>
    public void Explain(ReadOnlySpan<float> row, Span<double> contributions)
    {
        if (row.Length < Columns || contributions.Length < Columns)
            throw new ArgumentException($"A row and its contributions have {Columns} values.", nameof(row));

        for (var i = 0; i < weights.Length; i++) contributions[i] = Share(i, row[i]);
    }

    private double Share(int feature, float value) => float.IsNaN(value) ? 0 : weights[feature] * (value - means[feature]);
}
