namespace Platform.Risk.Scoring;

/// <summary>Anything that judges a vector.</summary>
internal interface IScoringModel
{
    /// <summary>0 to 1; anything else, and exceptions about the arguments, mean that the model fails.</summary>
    double Score(ReadOnlySpan<float> vector);
}

/// <summary>The models that are asked, each behind its guard.</summary>
internal sealed record ModelSeats
{
    /// <summary>Null while it warms up.</summary>
    public AnomalyModel? Forest { get; init; }

    public IModelGuard ForestGuard { get; init; } = new RecordedGuard(tookPart: true);

    /// <summary>Null without one.</summary>
    public FraudScorer? Ensemble { get; init; }

    public IModelGuard EnsembleGuard { get; init; } = new RecordedGuard(tookPart: true);

    /// <summary>Why there is no ensemble although there should be one; null when all is well.</summary>
    public string? EnsembleMissing { get; init; }
}
