using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;
using Platform.Scoring;

namespace Platform.Models.Registry;

/// <summary>Registers models, and chooses which one decides.</summary>
internal sealed partial class ChangeModels(
    RegistryStore store, ModelFiles files, RiskModels risk, TimeProvider time, ILogger<ChangeModels> logger)
{
    /// <summary>Checks and keeps a model; it decides nothing yet. The same file again changes nothing.</summary>
    public async Task<Results<Ok<ModelView>, ValidationProblem>> AddAsync(
        TenantId tenant, ReadOnlyMemory<byte> file, ModelOrigin origin, CancellationToken ct)
    {
        if (Read(file, out var damage) is not { } model)
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["model"] = [damage] });

        var view = new ModelView(model.Version, model.FeatureSet, model.Training, origin.By, time.GetUtcNow())
        {
            Stage = ModelStage.Candidate,
            Sha256 = ModelFiles.HashOf(file.Span),
            Bytes = file.Length,
            DataSet = origin.DataSet,
            Run = origin.Run,
        };
        await files.SaveAsync(tenant, view.Sha256, file, ct);
        await store.AddAsync(tenant, view, ct);
        return TypedResults.Ok(await store.FindAsync(tenant, view.Version, ct) ?? view);
    }

    /// <summary>Has a model decide from the next event on, or none.</summary>
    public async Task<Results<Ok<ModelList>, NotFound, ProblemHttpResult>> PromoteAsync(
        TenantId tenant, string version, (string By, string Reason) why, CancellationToken ct)
    {
        if (version is not ModelChoice.None && await store.FindAsync(tenant, version, ct) is null) return TypedResults.NotFound();

        var choice = new ModelActivation(version, why.By, time.GetUtcNow(), why.Reason) { Sequence = 0, IsDeployed = false };
        var chosen = await store.ChooseAsync(tenant, choice, ct);
        if (await DeployAsync(tenant, chosen, ct) is { } refusal) return Conflicts.Of("model-refused", refusal);

        return TypedResults.Ok(await store.ListAsync(tenant, ct));
    }

    /// <summary>Has the model decide again that did before the one in force.</summary>
    public async Task<Results<Ok<ModelList>, NotFound, ProblemHttpResult>> RollBackAsync(
        TenantId tenant, (string By, string Reason) why, CancellationToken ct)
    {
        var list = await store.ListAsync(tenant, ct);
        return Champions.Before(list.History) is { } before
            ? await PromoteAsync(tenant, before, why, ct)
            : Conflicts.Of("no-model-before", "No other model was in force before.");
    }

    /// <summary>Tells risk what was chosen.</summary>
    /// <returns>Why risk refuses it, and then the choice is taken back; null when it is in force.</returns>
    /// <exception cref="DaprException">Risk or blob storage is away: it is told later.</exception>
    public async Task<string?> DeployAsync(TenantId tenant, ModelActivation chosen, CancellationToken ct)
    {
        if (await TryAsync(tenant, chosen, ct) is { } refusal)
        {
            await store.TakeBackAsync(tenant, chosen.Sequence, ct);
            LogRefused(tenant, chosen.Version, refusal);
            return refusal;
        }

        await store.DeployedAsync(tenant, chosen.Sequence, ct);
        LogDeployed(tenant, chosen.Version, chosen.By, chosen.Reason);
        return null;
    }

    private async Task<string?> TryAsync(TenantId tenant, ModelActivation chosen, CancellationToken ct)
    {
        if (chosen.Version is ModelChoice.None) return await risk.DeployAsync(tenant, chosen, null, ct);
        if (await store.FindAsync(tenant, chosen.Version, ct) is not { } model) return "It is not registered.";

        try
        {
            return await risk.DeployAsync(tenant, chosen, await files.ReadAsync(tenant, model, ct), ct);
        }
        catch (ModelFileException damaged)
        {
            return damaged.Message;
        }
    }

    private static FraudModel? Read(ReadOnlyMemory<byte> file, out string damage)
    {
        try
        {
            damage = "";
            return FraudModel.FromBytes(file);
        }
        catch (FormatException damaged)
        {
            damage = damaged.Message;
            return null;
        }
    }

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant}: model {Version} decides, chosen by {By}: {Reason}")]
    private partial void LogDeployed(TenantId tenant, string version, string by, string reason);

    [LoggerMessage(LogLevel.Error, "Tenant {Tenant}: model {Version} was refused and the one before stays: {Refusal}")]
    private partial void LogRefused(TenantId tenant, string version, string refusal);
}

/// <summary>Where a model is from.</summary>
/// <param name="By">Who brings it.</param>
/// <param name="DataSet">What it was trained on; null when it is not known here.</param>
/// <param name="Run">The retraining that made it; null when it is not known here.</param>
internal sealed record ModelOrigin(string By, string? DataSet = null, string? Run = null);
