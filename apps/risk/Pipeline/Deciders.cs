using System.Collections.Concurrent;
using Platform.Contracts;
using Platform.Risk.Lists;
using Platform.Risk.Models;
using Platform.Risk.Rules;
using Platform.Risk.Scoring;
using Platform.Scoring;

namespace Platform.Risk.Pipeline;

/// <summary>Gives an engine the rules, lists and ensemble that are in force for its tenant.</summary>
internal sealed class Deciders(
    RulesInForce rules, ListsInForce lists, FraudModels models, ModelHealth health, TransactionFeatures features)
{
    private readonly ConcurrentDictionary<TenantId, Lazy<Task>> loading = [];

    /// <summary>Brings what is large, lists and ensemble, into memory beside the pipeline, where other tenants would wait for it.</summary>
    public Task ReadyAsync(TenantId tenant, CancellationToken ct)
    {
        if (models.Holds(tenant) && lists.Holds(tenant)) return Task.CompletedTask;

        // One reading for all who wait, so that none of them ends it for the others; each of them may go.
        return loading.GetOrAdd(tenant, one => new(() => LoadAsync(one, CancellationToken.None))).Value.WaitAsync(ct);
    }

    /// <summary>Exchanges what has changed since.</summary>
    public async ValueTask SeatAsync(TenantEngine engine, CancellationToken ct)
    {
        health.Follow(engine.Tenant, engine.Scoring);
        var inForce = await rules.OfAsync(engine.Tenant, ct);
        if (engine.Scoring.Rules != inForce) engine.Scoring.Rules = inForce;

        engine.Lists = await lists.OfAsync(engine.Tenant, ct);
        var seated = await models.OfAsync(engine.Tenant, ct);
        if (engine.Seated == seated) return;

        engine.Scoring.Seat(seated.Model is { } model ? FraudScorer.Of(model, features) : null, seated.Missing);
        engine.Seated = seated;
    }

    /// <summary>The tenant leaves the memory.</summary>
    public void Forget(TenantId tenant) => health.Forget(tenant);

    private async Task LoadAsync(TenantId tenant, CancellationToken ct)
    {
        // Not before it is among those that load: else it would stay there.
        await Task.Yield();
        try
        {
            await lists.OfAsync(tenant, ct);
            await models.OfAsync(tenant, ct);
        }
        finally
        {
            loading.TryRemove(tenant, out _);
        }
    }
}
