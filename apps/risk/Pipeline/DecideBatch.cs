using Platform.Contracts;
using Platform.Risk.Decisions;
using Platform.Risk.Lists;
using Platform.Risk.Replays;

namespace Platform.Risk.Pipeline;

/// <summary>Decides a batch of one tenant's events: those decided before keep their decision, the others are scored and written.</summary>
internal sealed class DecideBatch(
    TenantEngines engines, DecisionStore log, KeepEvidence evidence, AnnounceDecisions announce, RiskMetrics metrics, TimeProvider time)
{
    /// <summary>Decides events in order. On an exception nothing was decided and the tenant must be discarded.</summary>
    /// <returns>The durable decision of every event, by id.</returns>
    public async Task<Dictionary<string, DecisionRow>> HandleAsync(TenantId tenant, IReadOnlyList<Transaction> events, CancellationToken ct)
    {
        var engine = await engines.GetAsync(tenant, ct);
        var (connection, decided) = await log.OpenAsync(tenant, [.. events.Select(e => e.Id)], ct);
        await using var transaction = connection;
        var fresh = events.Where(e => !decided.ContainsKey(e.Id)).DistinctBy(e => e.Id).ToList();
        if (fresh.Count == 0) return decided;

        await engine.LoadAsync(fresh, ct);
        var now = Now();
        var hits = await FindHits.HandleAsync(connection, engine.Lists, (fresh, LiveFacts.SecondOf(now)), ct);
        var rows = Score(engine, (fresh, hits), now);
        await DecisionStore.AppendAsync(connection, rows, ct);
        await announce.AddAsync(new(tenant, rows), ct);
        foreach (var decision in rows) Count(decision, decided);
        await MakeRoomAsync(engine, ct);
        return decided;
    }

    // In microseconds, as the log keeps it: who sends the event again reads the very same decision.
    private DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    private List<DecisionRow> Score(TenantEngine tenant, (List<Transaction> Events, List<ListHit>?[]? Hits) batch, DateTimeOffset now)
    {
        var (engine, facts) = (tenant.Scoring, new LiveFacts(tenant.Lists, LiveFacts.SecondOf(now)));
        var rows = new List<DecisionRow>(batch.Events.Count);
        foreach (var transaction in batch.Events)
        {
            facts.GoTo(batch.Hits?[rows.Count]);
            var judgement = engine.Score(transaction, facts);
            rows.Add(new(engine.Sequence, transaction, now)
            {
                Score = judgement.Score,
                Verdict = judgement.Verdict,
                Reasons = judgement.Reasons,
                ModelVersion = double.IsNaN(judgement.ModelScore) ? null : engine.Models.Forest?.Version,
                ModelScore = judgement.ModelScore,
                EnsembleVersion = double.IsNaN(judgement.EnsembleScore) ? null : engine.Models.Ensemble?.Model.Version,
                EnsembleScore = judgement.EnsembleScore,
                Degraded = judgement.Degraded,
                RulesVersion = engine.Rules.Version,
                FeatureSet = engine.Set.Version,
                Settings = evidence.Settings,
                Lists = facts.Found,
                Features = engine.Features.ToArray(),
            });
        }

        return rows;
    }

    private void Count(DecisionRow decision, Dictionary<string, DecisionRow> decided)
    {
        decided[decision.Transaction.Id] = decision;
        metrics.Decided(decision.Verdict, decision.Degraded);
    }

    // Entities over the limit leave; only when too many of them hold something unwritten does the pipeline wait for a checkpoint.
    private static async Task MakeRoomAsync(TenantEngine engine, CancellationToken ct)
    {
        var entities = engine.Scoring.Entities;
        if (entities.Excess == 0) return;

        engine.IsComplete = false;
        entities.Evict();
        if (entities.Excess <= entities.Limit / 10) return;

        await engine.Checkpoint.FinishAsync(ct);
        entities.Evict();
    }
}
