using System.ComponentModel.DataAnnotations;

namespace Platform.Risk.Scoring;

/// <summary>How a score is made and read.</summary>
internal sealed record ScoringOptions
{
    /// <summary>Scores from here on go to review.</summary>
    [Range(0.01, 1)]
    public double ReviewFrom { get; init; } = 0.6;

    /// <summary>Scores from here on are blocked.</summary>
    [Range(0.01, 1)]
    public double BlockFrom { get; init; } = 0.9;

    /// <summary>Evidence of the model at its surest; below the review threshold it cannot raise alone.</summary>
    [Range(0, 1)]
    public double ModelWeight { get; init; } = 0.4;

    /// <summary>What the ensemble's probability of fraud counts for as evidence.</summary>
    [Range(0, 1)]
    public double EnsembleWeight { get; init; } = 1;

    /// <summary>Reasons are written from this score on.</summary>
    [Range(0.01, 1)]
    public double ExplainFrom { get; init; } = 0.5;
}
