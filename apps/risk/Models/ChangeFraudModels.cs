using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Scoring;

namespace Platform.Risk.Models;

/// <summary>Takes ensembles in, and puts them in force.</summary>
internal sealed class ChangeFraudModels(FraudModelStore store, FraudModels models, TransactionFeatures features, TimeProvider time)
{
    /// <summary>Checks and keeps a model; it decides nothing yet.</summary>
    public async Task<Results<Ok<ModelView>, ValidationProblem>> AddAsync(TenantId tenant, byte[] bytes, string by, CancellationToken ct)
    {
        var (model, damage) = Read(bytes);
        if (model is null) return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["model"] = [damage] });

        var isFit = model.PositionsIn(features) is not null;
        var view = new ModelView(model.Version, model.FeatureSet, isFit, model.Training, by, time.GetUtcNow());
        await store.AddAsync(tenant, view, bytes, ct);
        return TypedResults.Ok(view);
    }

    /// <summary>Puts a model in force for the next event, or none.</summary>
    public async Task<Results<Ok<ModelList>, NotFound, ProblemHttpResult>> ActivateAsync(
        TenantId tenant, ModelChoice choice, string by, CancellationToken ct)
    {
        if (choice.Version is not ModelChoice.None and var version)
        {
            if (await store.FindAsync(tenant, version, ct) is not { } bytes) return TypedResults.NotFound();

            var (model, damage) = Read(bytes);
            if (model is null) return Conflicts.Of("model-unfit", damage);
            if (model.PositionsIn(features) is null)
            {
                return Conflicts.Of(
                    "model-unfit", $"It was trained on features {model.FeatureSet}; {features.Version} are in force. Train it again.");
            }
        }

        await store.ActivateAsync(tenant, new(choice.Version, by, time.GetUtcNow()), ct);
        models.Forget(tenant);
        return TypedResults.Ok(await store.ListAsync(tenant, features.Version, ct));
    }

    private static (FraudModel? Model, string Damage) Read(byte[] bytes)
    {
        try
        {
            return (FraudModel.FromBytes(bytes), "");
        }
        catch (FormatException damaged)
        {
            return (null, damaged.Message);
        }
    }
}
