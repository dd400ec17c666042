namespace Platform.Learning.Evaluation;

/// <summary>How good a model is on some of the events.</summary>
/// <param name="Name">Which.</param>
/// <param name="Events">How many.</param>
/// <param name="Frauds">Frauds among them.</param>
/// <param name="RocAuc">Area under the ROC curve within the slice; NaN when one of the classes is absent.</param>
/// <param name="AveragePrecision">Average precision within the slice; NaN without frauds.</param>
/// <param name="Recall">Share of the slice's frauds above the threshold that holds for all events; NaN without frauds.</param>
public readonly record struct SliceQuality(
    string Name, int Events, int Frauds, double RocAuc, double AveragePrecision, double Recall)
{
    /// <summary>Judges each slice by itself.</summary>
    /// <param name="scores">Higher means more suspicious; no NaN.</param>
    /// <param name="labels">True for frauds; as many as scores.</param>
    /// <param name="names">The slice of each event; as many as scores.</param>
    /// <param name="alertRate">Share of all events that are looked at, 0 to 1: it sets the threshold.</param>
    /// <returns>The slices, by name. O(n log n).</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static IReadOnlyList<SliceQuality> Of(
        double[] scores, bool[] labels, IReadOnlyList<string> names, double alertRate)
    {
        if (labels.Length != scores.Length || names.Count != scores.Length)
            throw new ArgumentException("Every score needs a label and a slice.", nameof(labels));

        var threshold = ThresholdOf(scores, alertRate);
        return
        [
            .. Enumerable.Range(0, scores.Length).GroupBy(i => names[i], StringComparer.Ordinal)
                .OrderBy(slice => slice.Key, StringComparer.Ordinal)
                .Select(slice => OfOne(slice.Key, [.. slice.Select(i => scores[i])], [.. slice.Select(i => labels[i])], threshold)),
        ];
    }

    private static SliceQuality OfOne(string name, double[] scores, bool[] labels, double threshold)
    {
        var frauds = labels.Count(label => label);
        var found = scores.Where((score, i) => labels[i] && score >= threshold).Count();
        return new(
            name, scores.Length, frauds, RankingQuality.RocAuc(scores, labels), RankingQuality.AveragePrecision(scores, labels),
            frauds is 0 ? double.NaN : (double)found / frauds);
    }

    private static double ThresholdOf(double[] scores, double alertRate)
    {
        var looks = (int)Math.Round(alertRate * scores.Length);
        return looks is 0 ? double.PositiveInfinity : scores.OrderDescending().ElementAt(looks - 1);
    }
}
