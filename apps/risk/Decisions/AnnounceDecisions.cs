using System.Threading.Channels;
using Npgsql;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Risk.Decisions;

/// <summary>Publishes decisions in the order of the log, beside the scoring of the next ones.</summary>
/// <remarks>
/// The log is the outbox: a tenant's announced position is kept, and what lies behind it after a crash or a failed publish is read from
/// the log again. The position is written after the publish and not each time, so decisions may be announced twice, never not at all.
/// </remarks>
internal sealed partial class AnnounceDecisions(
    DecisionStore log, AnnouncedPositions positions, DaprClient dapr, TimeProvider time, ILogger<AnnounceDecisions> logger)
    : BackgroundService
{
    private const string Source = "risk";
    private const string EventType = "platform.decision";
    private const int MostBatches = 64;
    private const int MostTogether = 1_000;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LookBack = TimeSpan.FromSeconds(5);

    private readonly Channel<Decided> waiting = Channel.CreateBounded<Decided>(MostBatches);

    /// <summary>Hands a written batch over; waits while too many are under way.</summary>
    public ValueTask AddAsync(Decided batch, CancellationToken ct) => waiting.Writer.WriteAsync(batch, ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookBack, time);
        var tick = Task.FromResult(true);
        var arrival = waiting.Reader.WaitToReadAsync(stoppingToken).AsTask();
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAny(arrival, tick);
            if (tick.IsCompletedSuccessfully)
            {
                await TryAsync(() => CatchUpAsync(stoppingToken));
                tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
            }

            if (arrival.IsCompletedSuccessfully)
            {
                await AnnounceWaitingAsync(stoppingToken);
                arrival = waiting.Reader.WaitToReadAsync(stoppingToken).AsTask();
            }
        }
    }

    // Small batches come faster than they need to be announced: a moment's wait makes one publish of several.
    private async Task AnnounceWaitingAsync(CancellationToken ct)
    {
        await Task.Delay(Gather, time, ct);
        var (together, count) = (new List<Decided>(), 0);
        while (count < MostTogether && waiting.Reader.TryRead(out var batch))
        {
            together.Add(batch);
            count += batch.Rows.Count;
        }

        foreach (var tenant in together.GroupBy(batch => batch.Tenant))
            await TryAsync(() => AnnounceAsync(tenant.Key, [.. tenant.SelectMany(batch => batch.Rows)], ct));
    }

    private async Task AnnounceAsync(TenantId tenant, List<DecisionRow> rows, CancellationToken ct)
    {
        var position = await positions.OfAsync(tenant, ct);
        if (rows[0].Sequence > position + 1)
        {
            await CatchUpAsync(tenant, ct);
            return;
        }

        rows.RemoveAll(row => row.Sequence <= position);
        await PublishAsync(tenant, rows, ct);
        await positions.SaveWhenDueAsync(tenant, ct);
    }

    // At start for every tenant, later for those that fell behind.
    private async Task CatchUpAsync(CancellationToken ct)
    {
        foreach (var tenant in await positions.BehindAsync(ct)) await CatchUpAsync(tenant, ct);

        await positions.SaveAllAsync(ct);
    }

    private async Task CatchUpAsync(TenantId tenant, CancellationToken ct)
    {
        while (await log.AfterAsync(tenant, await positions.OfAsync(tenant, ct), ct) is { Count: > 0 } page)
            await PublishAsync(tenant, page, ct);

        positions.CaughtUp(tenant);
    }

    private async Task PublishAsync(TenantId tenant, List<DecisionRow> rows, CancellationToken ct)
    {
        positions.FellBehind(tenant);
        foreach (var portion in rows.Chunk(MostTogether))
        {
            await dapr.BulkPublishWholeAsync(Topics.PubSub, Topics.Decisions, Encode(tenant, portion), ct);
            positions.Move(tenant, portion[^1].Sequence);
        }

        positions.CaughtUp(tenant);
    }

    private async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception e) when (e is DaprException or NpgsqlException)
        {
            LogNotAnnounced(e.Message);
        }
    }

    private static byte[] Encode(TenantId tenant, DecisionRow[] rows)
    {
        var text = tenant.ToString();
        var events = Array.ConvertAll(rows, row => new CloudEvent<Decision>(
            row.Transaction.Id, Source, EventType, row.DecidedAt, row.ToDecision(features: null))
        {
            TenantId = text,
            PartitionKey = $"{text}|{row.Transaction.Account}",
        });

        return BulkBody.Encode(events, ContractsJson.Default.Decision);
    }

    [LoggerMessage(LogLevel.Warning, "Decisions are stored but not announced yet: {Reason}")]
    private partial void LogNotAnnounced(string reason);
}

/// <summary>A written batch of decisions, in the order of the log.</summary>
internal sealed record Decided(TenantId Tenant, IReadOnlyList<DecisionRow> Rows);
