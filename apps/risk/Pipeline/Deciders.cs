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
}
