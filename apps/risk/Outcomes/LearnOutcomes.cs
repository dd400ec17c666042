using System.Threading.Channels;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;
using Platform.Risk.Pipeline;

namespace Platform.Risk.Outcomes;

/// <summary>Takes what events turned out to be into the histories of their entities, between two batches of the pipeline.</summary>
internal sealed partial class LearnOutcomes(
    OutcomeStore store, TenantEngines engines, RiskMetrics metrics, ILogger<LearnOutcomes> logger) : IHandleBatch<Outcome>
{
    private const int MostWaiting = 64;
    private readonly Channel<Learning> waiting = Channel.CreateBounded<Learning>(new BoundedChannelOptions(MostWaiting)
    {
        SingleReader = true,
    });

    /// <summary>Waits until there is something to take in.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken ct) => waiting.Reader.WaitToReadAsync(ct);

    public async Task<IReadOnlyList<Delivery>> HandleAsync(IReadOnlyList<Received<Outcome>> events, CancellationToken ct)
    {
        foreach (var tenant in events.GroupBy(e => e.Tenant, e => e.Data))
        {
            var learning = new Learning(tenant.Key, [.. tenant]);
            await waiting.Writer.WriteAsync(learning, ct);
            await learning.Done.Task.WaitAsync(ct);
        }

        return [.. Enumerable.Repeat(Delivery.Success, events.Count)];
    }

    /// <summary>Takes in what waits. Only the pipeline calls it.</summary>
    public async Task TakeWaitingAsync(CancellationToken ct)
    {
        while (waiting.Reader.TryRead(out var learning))
        {
            try
            {
                await TakeAsync(learning, ct);
                learning.Done.TrySetResult();
            }
            catch (Exception problem)
            {
                // Memory may be ahead of what is written: drop it, and let the delivery come again.
                engines.Discard(learning.Tenant);
                LogFailed(learning.Tenant, problem);
                learning.Done.TrySetException(problem);
            }
        }
    }

    private async Task TakeAsync(Learning learning, CancellationToken ct)
    {
        var engine = await engines.GetAsync(learning.Tenant, ct);
        var (connection, known) = await store.OpenAsync(
            learning.Tenant, [.. learning.Outcomes.Select(outcome => outcome.EventId).Distinct()], ct);
        await using var transaction = connection;
        var fresh = FreshOf(learning.Outcomes, known.Numbers);
        if (fresh.Count == 0) return;
        if (known.Last != engine.Scoring.Outcomes) throw new OverloadedException("Another replica learnt outcomes of this tenant.");

        await engine.LoadAsync(fresh.Select(outcome => known.Events.GetValueOrDefault(outcome.EventId)).OfType<Transaction>(), ct);
        var rows = fresh.ConvertAll(outcome => Take(engine, outcome, known.Events.GetValueOrDefault(outcome.EventId)));
        await OutcomeStore.AddAsync(connection, rows, engine.Scoring.Outcomes, ct);
    }

    // Of several outcomes of an event the one with the highest number counts, whichever comes first.
    private static List<Outcome> FreshOf(IReadOnlyList<Outcome> outcomes, IReadOnlyDictionary<string, long> numbers) =>
    [
        .. outcomes.GroupBy(outcome => outcome.EventId)
            .Select(ofEvent => ofEvent.MaxBy(outcome => outcome.Number) ?? ofEvent.First())
            .Where(outcome => outcome.Number > numbers.GetValueOrDefault(outcome.EventId)),
    ];

    private OutcomeRow Take(TenantEngine engine, Outcome outcome, Transaction? transaction)
    {
        if (transaction is not { } decided) return new(outcome, null, null);

        var taken = new TakenOutcome(
            engine.Scoring.Outcomes + 1, engine.Scoring.Sequence, decided, outcome.Verdict is Finding.Fraud);
        engine.Scoring.Learn(taken);
        metrics.Learnt(outcome.Verdict, outcome.KnownAt - decided.Time);
        return new(outcome, taken.Position, taken.After);
    }

    [LoggerMessage(LogLevel.Warning, "Outcomes of tenant {Tenant} were not taken in")]
    private partial void LogFailed(TenantId tenant, Exception problem);

    private sealed record Learning(TenantId Tenant, IReadOnlyList<Outcome> Outcomes)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
