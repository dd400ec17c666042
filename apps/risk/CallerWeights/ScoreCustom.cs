using Platform.Contracts;
using Platform.Learning.Linear;

namespace Platform.Risk.CallerWeights;

/// <summary>Scores features with the caller's own weights. Pure: nothing is read and nothing is kept.</summary>
internal static class ScoreCustom
{
    /// <summary>The score of a row, and what each feature added. O(n log n) for n features and weights.</summary>
    public static CustomScore Of(CustomScoring call, IReadOnlyDictionary<string, double?> row)
    {
        List<FeatureShare> shares =
        [
            .. call.Weights.Select(weight => ShareOf(call, weight.Key, row.GetValueOrDefault(weight.Key))).OfType<FeatureShare>()
                .OrderByDescending(share => Math.Abs(share.Contribution)).ThenBy(share => share.Feature, StringComparer.Ordinal),
        ];

        // In the order of the answer, so that whoever adds them up again has the margin to the last bit.
        var margin = shares.Aggregate(call.Intercept, (sum, share) => sum + share.Contribution);
        return new()
        {
            Score = call.Method is ScoringMethod.Linear ? margin : LogOdds.ToProbability(margin),
            Margin = margin,
            Intercept = call.Intercept,
            Contributions = shares,
            Missing = [.. call.Weights.Keys.Where(name => row.GetValueOrDefault(name) is null).Order(StringComparer.Ordinal)],
            Unweighted = [.. row.Keys.Where(name => !call.Weights.ContainsKey(name)).Order(StringComparer.Ordinal)],
        };
    }

    private static FeatureShare? ShareOf(CustomScoring call, string feature, double? value)
    {
        if (value is not { } number) return null;

        var (weight, mean) = (call.Weights[feature], call.Means?.GetValueOrDefault(feature) ?? 0);
        return new(feature, number, weight, weight * (number - mean));
    }
}
