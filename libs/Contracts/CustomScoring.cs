using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>How a margin becomes a score.</summary>
[JsonConverter(typeof(EnumByName<ScoringMethod>))]
public enum ScoringMethod
{
    /// <summary>The margin is the logarithm of the odds: the score is 1 / (1 + e^-margin).</summary>
    [JsonStringEnumMemberName("logistic")] Logistic,

    /// <summary>The score is the margin.</summary>
    [JsonStringEnumMemberName("linear")] Linear,
}

/// <summary>
/// Features to be scored with the caller's own weights: <see cref="Features"/> or <see cref="Rows"/>, and one of them only. A name is 1 to
/// 64 printable characters, a number is between -1e100 and 1e100.
/// </summary>
public sealed record CustomScoring
{
    /// <summary>One row, 1 to 10,000 features by name; null counts as the mean, so it adds nothing.</summary>
    public IReadOnlyDictionary<string, double?>? Features { get; init; }

    /// <summary>1 to 1,000 rows; rows times weights are at most 100,000.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, double?>>? Rows { get; init; }

    /// <summary>What one unit of each feature adds to the margin; 1 to 10,000.</summary>
    public required IReadOnlyDictionary<string, double> Weights { get; init; }

    /// <summary>The margin of a row in which every feature is missing or at its mean; 0 when absent.</summary>
    public double Intercept { get; init; }

    /// <summary>What features are compared with; 0 for those that are not named. Each has a weight.</summary>
    public IReadOnlyDictionary<string, double>? Means { get; init; }

    /// <summary>How the margin becomes the score; logistic when absent.</summary>
    public ScoringMethod Method { get; init; }
}

/// <summary>What one feature added.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Contribution">The weight times what the value is above the mean.</param>
public sealed record FeatureShare(string Feature, double Value, double Weight, double Contribution);

/// <summary>The score of one row.</summary>
public sealed record CustomScore
{
    /// <summary>By the method: 0 to 1, or the margin.</summary>
    public required double Score { get; init; }

    /// <summary>The intercept and then each contribution, added up in the order in which they stand here: the very same number.</summary>
    public required double Margin { get; init; }

    /// <summary>The intercept of the call.</summary>
    public required double Intercept { get; init; }

    /// <summary>Of each feature that has a value and a weight; the largest first, either way.</summary>
    public required IReadOnlyList<FeatureShare> Contributions { get; init; }

    /// <summary>Features that have a weight and no value, by name; they add nothing.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Features that have a value and no weight, by name; they add nothing.</summary>
    public required IReadOnlyList<string> Unweighted { get; init; }
}

/// <summary>The scores of rows.</summary>
/// <param name="Scores">One for each row, in their order.</param>
public sealed record CustomScores(IReadOnlyList<CustomScore> Scores);
