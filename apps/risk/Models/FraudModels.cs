using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Risk.Scoring;
using Platform.Scoring;

namespace Platform.Risk.Models;

/// <summary>The ensemble in force, or why there is none although there should be.</summary>
internal sealed record SeatedModel(FraudModel? Model, string? Missing)
{
    public static SeatedModel None { get; } = new(null, null);
}

/// <summary>The ensemble of each tenant, read once and kept until another comes into force.</summary>
internal sealed partial class FraudModels(
    FraudModelStore store, TransactionFeatures features, IOptions<RiskOptions> options, ILogger<FraudModels> logger)
    : IHoldForTenants
{
    private readonly RecentTenants<SeatedModel> held = new(options.Value.MostTenants);

    /// <summary>The ensemble in force; from memory unless it changed.</summary>
    public async ValueTask<SeatedModel> OfAsync(TenantId tenant, CancellationToken ct)
    {
        var asOf = held.Forgotten;
        if (held.Find(tenant) is { } known) return known;

        var seated = await store.ActiveAsync(tenant, ct) is { } bytes ? Read(tenant, bytes) : SeatedModel.None;
        // When something changed during the reading, what was read serves this once.
        held.Set(tenant, seated, asOf);
        return seated;
    }

    /// <summary>Whether the ensemble in force is in memory.</summary>
    public bool Holds(TenantId tenant) => held.Find(tenant) is not null;

    /// <summary>Reads a tenant's ensemble again at its next event, or those of all tenants.</summary>
    public void Forget(TenantId? tenant) => held.Forget(tenant);

    private SeatedModel Read(TenantId tenant, byte[] bytes)
    {
        try
        {
            var model = FraudModel.FromBytes(bytes);
            if (model.PositionsIn(features) is not null) return new(model, null);

            LogUnfit(tenant, model.Version, model.FeatureSet, features.Version);
            return new(null, Degradation.EnsembleUnfit);
        }
        catch (FormatException damaged)
        {
            LogUnreadable(tenant, damaged.Message);
            return new(null, Degradation.EnsembleUnreadable);
        }
    }

    [LoggerMessage(LogLevel.Error, "Model {Version} of tenant {Tenant} is of features {Old}, not {Now}: it has to be trained again")]
    private partial void LogUnfit(TenantId tenant, string version, string old, string now);

    [LoggerMessage(LogLevel.Error, "The model of tenant {Tenant} is damaged, so decisions do without it: {Problem}")]
    private partial void LogUnreadable(TenantId tenant, string problem);
}
