using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Risk.Scoring;
using Platform.Scoring;

namespace Platform.Risk.Replays;

/// <summary>Keeps what will decide a tenant's events, before it does. Rules are kept where they come into force.</summary>
internal sealed class KeepEvidence(EvidenceStore store, TransactionFeatures features, IOptions<RiskOptions> options)
{
    private readonly ScoringSettings settings = ScoringSettings.Of(options.Value.Scoring);

    /// <summary>The features in force.</summary>
    public TransactionFeatures Features { get; } = features;

    /// <summary>Version of the thresholds and weights in force.</summary>
    public string Settings => settings.Version;

    /// <summary>Keeps features and settings. A model that is in force was kept before it came into force.</summary>
    public Task BeginAsync(TenantId tenant, CancellationToken ct) =>
        store.KeepAsync(tenant, [(Features.Version, Features.Text), (settings.Version, settings.Text)], ct);

    /// <summary>Keeps a model, before it is stored for use.</summary>
    public Task AddAsync(TenantId tenant, AnomalyModel model, CancellationToken ct) =>
        store.KeepModelAsync(tenant, model.Version, model.ToBytes(), ct);
}
