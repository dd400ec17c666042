using Platform.Learning.Linear;

namespace Platform.Learning.Calibration;

/// <summary>Turns scores into probabilities: a rising curve of straight pieces between knots.</summary>
/// <remarks>Immutable, safe for many threads. Below the first knot and above the last the curve is level.</remarks>
public sealed class CalibrationMap
{
    private readonly double[] scores;
    private readonly double[] probabilities;

    /// <summary>A curve through given knots.</summary>
    /// <param name="scores">Ascending, at least one.</param>
    /// <param name="probabilities">One a score, not descending, 0 to 1.</param>
    /// <exception cref="ArgumentException">The knots are not such a curve.</exception>
    public CalibrationMap(IReadOnlyList<double> scores, IReadOnlyList<double> probabilities)
    {
        (this.scores, this.probabilities) = ([.. scores], [.. probabilities]);
        if (scores.Count == 0 || scores.Count != probabilities.Count) throw new ArgumentException("Each score needs a probability.");

        for (var i = 0; i < scores.Count; i++)
        {
            var rises = i == 0 || (scores[i] > scores[i - 1] && probabilities[i] >= probabilities[i - 1]);
            if (!rises || probabilities[i] is not (>= 0 and <= 1) || !double.IsFinite(scores[i]))
                throw new ArgumentException($"Knot {i} breaks the curve: scores ascend, probabilities do not descend and are 0 to 1.");
        }
    }

    /// <summary>Scores of the knots, ascending.</summary>
    public IReadOnlyList<double> Scores => scores;

    /// <summary>Probabilities of the knots.</summary>
    public IReadOnlyList<double> Probabilities => probabilities;

    /// <summary>Isotonic regression: the rising curve with the least squared error, smoothed between its steps.</summary>
    /// <param name="scores">Scores of events that the model was not trained on; finite, any order.</param>
    /// <param name="labels">True for positives, one a score.</param>
    /// <returns>Knots at the middle of each step, so that different scores within the curve stay different.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or there is no score.</exception>
    /// <remarks>Source: pool adjacent violators, Robertson, Wright, Dykstra, "Order Restricted Statistical Inference", 1988; Zadrozny,
    /// Elkan, "Transforming classifier scores into accurate multiclass probability estimates", KDD 2002. O(n log n).</remarks>
    public static CalibrationMap Isotonic(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels) => IsotonicFit.Fit(scores, labels);

    /// <summary>Platt's scaling: a logistic curve, which needs few events.</summary>
    /// <param name="scores">Scores of events that the model was not trained on; finite, any order.</param>
    /// <param name="labels">True for positives, one a score; both kinds occur.</param>
    /// <returns>The curve at 64 knots over the range of the scores.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or only one label occurs.</exception>
    /// <remarks>Source: Platt, "Probabilistic outputs for support vector machines", 1999; fitted by penalised likelihood.</remarks>
    public static CalibrationMap Platt(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        const int Knots = 64;
        var single = new float[scores.Length];
        for (var i = 0; i < single.Length; i++) single[i] = (float)scores[i];

        var fit = LogisticRegression.Fit(single, 1, labels, penalty: 1e-3);
        var (least, most) = (single.Min(), single.Max());
        var knots = Enumerable.Range(0, Knots).Select(i => least + (most - least) * (double)i / (Knots - 1)).Distinct().ToArray();
        var curve = knots.Select(knot => fit.Intercept + fit.Weights[0] * (knot - fit.Means[0])).Select(LogOdds.ToProbability).ToArray();

        // Scores that point the wrong way are of no use: the base rate for all is the best rising curve then.
        return fit.Weights[0] >= 0 ? new(knots, curve) : new([least], [labels.Count(true) / (double)labels.Length]);
    }

    /// <summary>The probability for a score. O(log knots), no allocation.</summary>
    /// <param name="score">Any number.</param>
    /// <returns>0 to 1; never falls as the score rises.</returns>
    public double Apply(double score)
    {
        var at = Array.BinarySearch(scores, score);
        if (at >= 0) return probabilities[at];

        at = ~at;
        if (at == 0) return probabilities[0];
        if (at == scores.Length) return probabilities[^1];

        var share = (score - scores[at - 1]) / (scores[at] - scores[at - 1]);
        return probabilities[at - 1] + share * (probabilities[at] - probabilities[at - 1]);
    }
}
