using System.ComponentModel.DataAnnotations;
using Platform.Risk.Scoring;

namespace Platform.Risk;

/// <summary>Section <c>Risk</c>. The host does not start with a value out of range.</summary>
internal sealed class RiskOptions : IValidatableObject
{
    /// <summary>Folder of the rule files; relative to the service's folder.</summary>
    [Required]
    public string RulesPath { get; init; } = "rules";

    /// <summary>Folder of the declared features; relative to the service's folder.</summary>
    [Required]
    public string FeaturesPath { get; init; } = "features";

    /// <summary>Folder of the detection rules in Sigma's YAML, with all folders in it; relative to the service's folder.</summary>
    [Required]
    public string SigmaPath { get; init; } = "sigma";

    /// <summary>Scores from here on go to review.</summary>
    [Range(0.01, 1)]
    public double ReviewFrom { get; init; } = 0.6;

    /// <summary>Scores from here on are blocked; at least <see cref="ReviewFrom"/>.</summary>
    [Range(0.01, 1)]
    public double BlockFrom { get; init; } = 0.9;

    /// <summary>Evidence of the model at its surest.</summary>
    [Range(0, 1)]
    public double ModelWeight { get; init; } = 0.4;

    /// <summary>What the ensemble's probability of fraud counts for as evidence.</summary>
    [Range(0, 1)]
    public double EnsembleWeight { get; init; } = 1;

    /// <summary>Reasons are written from this score on.</summary>
    [Range(0.01, 1)]
    public double ExplainFrom { get; init; } = 0.5;

    /// <summary>Events waiting to be scored; beyond it callers get 503 and topics deliver again.</summary>
    [Range(1_000, 1_000_000)]
    public int MostWaiting { get; init; } = 20_000;

    /// <summary>Events scored and written together.</summary>
    [Range(1, 5_000)]
    public int MostTogether { get; init; } = 1_000;

    /// <summary>Events in one delivery of the topic.</summary>
    [Range(1, 2_000)]
    public int DeliverySize { get; init; } = 500;

    /// <summary>Milliseconds the sidecar waits to fill a delivery.</summary>
    [Range(1, 1_000)]
    public int DeliveryWaitMs { get; init; } = 10;

    /// <summary>Entities of one tenant in memory; those not used for longest are written and leave.</summary>
    [Range(1_000, 10_000_000)]
    public int MostEntities { get; init; } = 50_000;

    /// <summary>Tenants in memory; the one not used for longest leaves and is recovered when it comes back.</summary>
    [Range(1, 10_000)]
    public int MostTenants { get; init; } = 100;

    /// <summary>Events of a tenant after which a checkpoint begins; bounds what a restart replays, a few seconds' worth.</summary>
    [Range(1, 10_000_000)]
    public int CheckpointEvents { get; init; } = 200_000;

    /// <summary>Seconds from the end of a checkpoint after which the next begins however few events there were.</summary>
    [Range(1, 86_400)]
    public int CheckpointSeconds { get; init; } = 300;

    /// <summary>Milliseconds between the steps of a checkpoint, each of up to 64 entities.</summary>
    [Range(10, 10_000)]
    public int CheckpointStepMs { get; init; } = 60;

    /// <summary>Entries of one tenant's lists together; in memory each takes some 20 bytes.</summary>
    [Range(1, 100_000_000)]
    public int MostListEntries { get; init; } = 5_000_000;

    /// <summary>Events of a tenant before its first model is trained.</summary>
    [Range(100, 65_536)]
    public int FirstModelAfter { get; init; } = 2_000;

    /// <summary>Milliseconds beyond which a model's answer counts as failed.</summary>
    [Range(1, 1_000)]
    public int ModelSlowMs { get; init; } = 5;

    /// <summary>Milliseconds for which a failing model is left out before it is tried again.</summary>
    [Range(1, 60_000)]
    public int ModelOpenMs { get; init; } = 50;

    public ScoringOptions Scoring => new()
    {
        ReviewFrom = ReviewFrom,
        BlockFrom = BlockFrom,
        ModelWeight = ModelWeight,
        EnsembleWeight = EnsembleWeight,
        ExplainFrom = ExplainFrom,
    };

    public BreakerOptions Breakers(TimeProvider time) =>
        new(TimeSpan.FromMilliseconds(ModelSlowMs), TimeSpan.FromMilliseconds(ModelOpenMs), time);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (BlockFrom < ReviewFrom) yield return new("BlockFrom must be at least ReviewFrom.", [nameof(BlockFrom)]);
    }
}
