namespace Platform.Learning.Drift;

/// <summary>What is known of an event beside its features.</summary>
/// <param name="AtMs">When, Unix milliseconds.</param>
/// <param name="Slice">Index of its slice; -1, or beyond the slices, for none.</param>
/// <param name="Score">What the model said; counted like a feature of the name <see cref="DriftReference.ScoreName"/>.</param>
/// <param name="IsAlert">Whether it became an alert.</param>
public readonly record struct DriftMark(long AtMs, int Slice, float Score, bool IsAlert);

/// <summary>Rows of a stationary stretch, to compare with later.</summary>
/// <remarks>It should hold what is normal: whole days where days differ in the hour, whole weeks where the week's days differ.</remarks>
public sealed record DriftStretch
{
    /// <summary>Names of the features, 1 to 500.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Names of the slices, as findings say them ("channel web"), at most 16.</summary>
    public IReadOnlyList<string> Slices { get; init; } = [];

    /// <summary>One an event, not descending in time.</summary>
    public required IReadOnlyList<DriftMark> Marks { get; init; }

    /// <summary>The features row by row; NaN or an infinity where one is missing.</summary>
    public required ReadOnlyMemory<float> Values { get; init; }
}
