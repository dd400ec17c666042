using Platform.Risk.Decisions;
using Platform.Risk.Outcomes;
using Platform.Scoring;

namespace Platform.Risk.Pipeline;

/// <summary>Repeats what came after a checkpoint.</summary>
/// <remarks>
/// Events and outcomes go in as they did then: where features are computed anew, an event must not see what came out later.
/// </remarks>
internal sealed class ReplayLog(DecisionStore log, OutcomeStore outcomes, TransactionFeatures features)
{
    public async Task HandleAsync(TenantEngine engine, CancellationToken ct)
    {
        var taken = new Queue<TakenOutcome>();
        await FillAsync(engine, taken, ct);
        while (await log.AfterAsync(engine.Tenant, engine.Scoring.Sequence, ct) is { Count: > 0 } page)
        {
            await engine.LoadAsync(page.Select(row => row.Transaction), ct);
            foreach (var row in page)
            {
                await LearnAsync(engine, taken, row.Sequence, ct);
                engine.Scoring.Replay(row.Transaction, VectorOf(row), row.Sequence);
            }
        }

        await LearnAsync(engine, taken, long.MaxValue, ct);
    }

    private async ValueTask LearnAsync(TenantEngine engine, Queue<TakenOutcome> taken, long before, CancellationToken ct)
    {
        while (taken.TryPeek(out var next) && next.After < before)
        {
            engine.Scoring.Learn(taken.Dequeue());
            if (taken.Count == 0) await FillAsync(engine, taken, ct);
        }
    }

    private async Task FillAsync(TenantEngine engine, Queue<TakenOutcome> taken, CancellationToken ct)
    {
        foreach (var outcome in await outcomes.AfterAsync(engine.Tenant, engine.Scoring.Outcomes, ct)) taken.Enqueue(outcome);
        await engine.LoadAsync(taken.Select(outcome => outcome.Transaction), ct);
    }

    private float[]? VectorOf(DecisionRow row) => row.FeatureSet == features.Version ? row.Features : null;
}
