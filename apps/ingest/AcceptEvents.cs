using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Ingest;

/// <summary>Takes the events of one request: reads and validates each on its own, records and publishes them in batches.</summary>
internal sealed class AcceptEvents(AcceptedStore accepted, IngestMetrics metrics, IOptions<IngestOptions> options, TimeProvider time)
    : IDisposable
{
    private readonly IngestOptions limits = options.Value;
    private readonly ConcurrencyLimiter turns = new(new()
    {
        PermitLimit = options.Value.ConcurrentBatches,
        QueueLimit = options.Value.QueuedBatches,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Takes all events, a batch at a time, so that neither the request nor its outcome is ever held whole.</summary>
    /// <returns>What became of them. An exception means that the last batch is not accepted; earlier ones are.</returns>
    public async Task<IngestOutcome> HandleAsync<T>(
        TenantId tenant, EventKind<T> kind, IAsyncEnumerable<RawEvent> events, CancellationToken ct)
    {
        var outcome = new IngestOutcome(limits.MaxListedRejections);
        var batch = new EventBatch<T>(kind, limits.BatchSize);
        await foreach (var raw in events.WithCancellation(ct))
        {
            Add(raw, batch, outcome);
            if (batch.IsFull)
            {
                await AcceptAsync(tenant, batch, outcome, ct);
            }
        }

        await AcceptAsync(tenant, batch, outcome, ct);
        return outcome;
    }

    public void Dispose() => turns.Dispose();

    private void Add<T>(RawEvent raw, EventBatch<T> batch, IngestOutcome outcome)
    {
        var (e, errors) = raw.Error is null ? batch.Kind.Read(raw.Json.Span) : (default, [new("", raw.Error)]);
        if (e is not null)
        {
            batch.Add(e);
            return;
        }

        metrics.Rejected();
        outcome.Reject(new(raw.Index, errors), raw.Alone);
    }

    // Without a turn the caller is told to come again; what was accepted before stays accepted.
    private async Task AcceptAsync<T>(TenantId tenant, EventBatch<T> batch, IngestOutcome outcome, CancellationToken ct)
    {
        if (batch.IsEmpty)
        {
            return;
        }

        using var turn = await turns.AcquireAsync(1, ct);
        if (!turn.IsAcquired)
        {
            throw new OverloadedException("Too many events are waiting to be accepted.");
        }

        var started = time.GetTimestamp();
        var taken = await accepted.AcceptAsync(tenant, batch.Kind, batch.Events, ct);
        metrics.Accepted(taken, batch.Count - taken, time.GetElapsedTime(started));
        outcome.Add(taken, batch.Count - taken);
        batch.Clear();
    }
}
