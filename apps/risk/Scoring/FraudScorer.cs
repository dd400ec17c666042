using System.Globalization;
using Platform.Learning.Ensembles;
using Platform.Scoring;

namespace Platform.Risk.Scoring;

/// <summary>A fraud model at work on vectors of the features in force. Holds working memory: not safe for several threads.</summary>
internal sealed class FraudScorer : IScoringModel
{
    private const int MostNamed = 3;
    private readonly int[] positions;
    private readonly float[] row;
    private readonly double[] contributions;
    private readonly EnsembleExplainer explainer;
    private readonly string[] words;

    private FraudScorer(FraudModel model, int[] positions, TransactionFeatures features)
    {
        (Model, this.positions) = (model, positions);
        (row, contributions) = (new float[positions.Length], new double[positions.Length]);
        explainer = new(model.Ensemble);
        words = Array.ConvertAll(positions, at => features.Set.Features[at].Text ?? features.Set.Features[at].Name);
    }

    public FraudModel Model { get; }

    /// <summary>The margin, in log-odds, from which the contributions start.</summary>
    public double Expected => explainer.Expected;

    /// <summary>Null when the model was trained on other features.</summary>
    public static FraudScorer? Of(FraudModel model, TransactionFeatures features) =>
        model.PositionsIn(features) is { } positions ? new(model, positions, features) : null;

    /// <summary>The probability of fraud; NaN where the model fails.</summary>
    public double Score(ReadOnlySpan<float> vector)
    {
        for (var i = 0; i < row.Length; i++) row[i] = vector[positions[i]];
        var margin = Model.Ensemble.Margin(row);
        return double.IsFinite(margin) ? Model.Ensemble.Calibration.Apply(margin) : double.NaN;
    }

    /// <summary>What each feature added to the margin of the row that was scored last; overwritten by the next.</summary>
    public ReadOnlySpan<double> Explain()
    {
        explainer.Explain(row, contributions);
        return contributions;
    }

    /// <summary>In plain words: how likely, and what raised it most.</summary>
    public string Reason(double probability)
    {
        Explain();
        var strongest = Enumerable.Range(0, row.Length).Where(i => contributions[i] > 0)
            .OrderByDescending(i => contributions[i]).Take(MostNamed).Select(Named);
        return string.Create(CultureInfo.InvariantCulture,
            $"Judged by confirmed fraud, {100 * probability:0.#} % likely to be fraud; raised most by {string.Join(", ", strongest)}");
    }

    private string Named(int i) => float.IsNaN(row[i])
        ? $"{words[i]} (unknown)"
        : string.Create(CultureInfo.InvariantCulture, $"{words[i]} ({row[i]:0.##})");
}
