using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Risk.Features;
using Platform.Risk.Scoring;

namespace Platform.Risk.Replays;

/// <summary>Keeps what will decide a tenant's events, before it does. Rules are kept where they come into force.</summary>
internal sealed class KeepEvidence(EvidenceStore store, TransactionFeatures features, IOptions<RiskOptions> options)
{
    private readonly ScoringSettings settings = ScoringSettings.Of(options.Value.Scoring);

    /// <summary>The features in force.</summary>
    public TransactionFeatures Features { get; } = features;

    /// <summary>Version of the thresholds and weights in force.</summary>
    public string Settings => settings.Version;

    /// <summary>Keeps features and settings, and the model in force if there is one.</summary>
    public async Task BeginAsync(TenantId tenant, AnomalyModel? model, CancellationToken ct)
    {
        await store.KeepAsync(tenant, [(Features.Version, Features.Text), (settings.Version, settings.Text)], ct);
        if (model is not null) await AddAsync(tenant, model, ct);
    }

    /// <summary>Keeps a model.</summary>
    public Task AddAsync(TenantId tenant, AnomalyModel model, CancellationToken ct) =>
        store.KeepModelAsync(tenant, model.Version, model.ToBytes(), ct);
}
