using Platform.Contracts;
using Platform.Risk.Scoring;
using Platform.Scoring;

namespace Platform.Risk.Decisions;

/// <summary>One line of the decision log.</summary>
internal sealed record DecisionRow(long Sequence, Transaction Transaction, DateTimeOffset DecidedAt)
{
    public required double Score { get; init; }

    public required Verdict Verdict { get; init; }

    public required IReadOnlyList<Reason> Reasons { get; init; }

    /// <summary>Null when the forest took no part.</summary>
    public required string? ModelVersion { get; init; }

    public required double ModelScore { get; init; }

    /// <summary>Null when the ensemble took no part.</summary>
    public required string? EnsembleVersion { get; init; }

    public required double EnsembleScore { get; init; }

    /// <summary>Which model is missing, and why; null when all took part, and in rows from before this was kept.</summary>
    public required string? Degraded { get; init; }

    public required string RulesVersion { get; init; }

    /// <summary>Version of the feature set of the vector.</summary>
    public required string FeatureSet { get; init; }

    /// <summary>Version of the thresholds and weights.</summary>
    public required string Settings { get; init; }

    /// <summary>What the event found in lists; null for nothing.</summary>
    public ListEvidence? Lists { get; init; }

    /// <summary>The feature vector; empty where it was not read.</summary>
    public required float[] Features { get; init; }

    /// <summary>As it is announced and served.</summary>
    /// <param name="features">To name the vector with; null to leave it out. A vector of another set has no names here.</param>
    public Decision ToDecision(TransactionFeatures? features) => new()
    {
        Id = Transaction.Id,
        Transaction = Transaction,
        DecidedAt = DecidedAt,
        Score = Score,
        Verdict = Verdict,
        Reasons = Reasons,
        Model = ModelVersion is null ? null : new(AnomalyModel.Name, ModelVersion, ModelScore),
        RulesVersion = RulesVersion,
        Ensemble = EnsembleVersion is null ? null : new(FraudModel.Name, EnsembleVersion, EnsembleScore),
        Degraded = Degraded ?? (ModelVersion is null ? Degradation.WarmingUp : null),
        Features = features?.Version == FeatureSet ? features.Named(Features) : null,
    };
}
