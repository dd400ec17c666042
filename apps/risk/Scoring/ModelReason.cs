using System.Globalization;

namespace Platform.Risk.Scoring;

/// <summary>Puts into words what the model found unusual.</summary>
internal static class ModelReason
{
    /// <summary>How rare the event is, and the two features that did most to single it out.</summary>
    public static string Text(AnomalyModel model, ReadOnlySpan<float> row)
    {
        var shares = new double[ModelInput.Columns];
        model.Forest.Attribute(row, shares);
        var rarity = Math.Max(0.01, 100 * model.Scores.TailOf(model.Forest.Score(row)));
        var strongest = Enumerable.Range(0, shares.Length).OrderByDescending(i => shares[i]).Take(2)
            .Where(i => shares[i] > 0).Select(i => ModelInput.Order[i]);

        return string.Create(CultureInfo.InvariantCulture,
            $"Among the {rarity:0.##} % least usual events of this tenant, most of all by {string.Join(" and ", strongest)}");
    }
}
