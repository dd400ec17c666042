using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Risk.Replays;
using Platform.Scoring;

namespace Platform.Risk.Models;

/// <summary>Takes models from the registry, and puts them in force.</summary>
internal sealed class DeployModel(FraudModelStore store, EvidenceStore evidence, FraudModels models, TransactionFeatures features)
{
    /// <summary>Checks a model against its version, its own examples and the features, and keeps it beside the one in force.</summary>
    public async Task<Results<NoContent, ProblemHttpResult>> KeepAsync(
        TenantId tenant, string version, byte[] file, CancellationToken ct)
    {
        if (ProblemOf(version, file) is { } problem) return Conflicts.Of("model-unfit", problem);

        await evidence.KeepModelAsync(tenant, version, file, ct);
        return TypedResults.NoContent();
    }

    /// <summary>Puts a model in force that was kept, or none; what the registry chose before the latest choice changes nothing.</summary>
    public async Task<Results<NoContent, NotFound>> ActivateAsync(TenantId tenant, ModelActivation choice, CancellationToken ct)
    {
        if (choice.Version is not ModelChoice.None && !await store.HasAsync(tenant, choice.Version, ct)) return TypedResults.NotFound();

        await store.ActivateAsync(tenant, choice, ct);
        models.Forget(tenant);
        return TypedResults.NoContent();
    }

    private string? ProblemOf(string version, byte[] file)
    {
        try
        {
            var model = FraudModel.FromBytes(file);
            if (model.Version != version) return $"This is model {model.Version}, not {version}.";
            return model.PositionsIn(features) is not null ? null
                : $"It was trained on features {model.FeatureSet}; {features.Version} are in force. Train it again.";
        }
        catch (FormatException damaged)
        {
            return damaged.Message;
        }
    }
}
