using Npgsql;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Postgres;

namespace Platform.Models.Labels;

/// <summary>Writes labels, the outcomes that they change, and the announcement of those, in one transaction of few statements.</summary>
internal sealed partial class LabelLedger(
    TenantDatabase database, Outbox outbox, DaprClient dapr, TimeProvider time, ModelsMetrics metrics, ILogger<LabelLedger> logger)
{
    private const string Source = "models";
    private const string EventType = "platform.outcome";

    /// <summary>Takes labels in; those whose id is there change nothing.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="labels">Each id once.</param>
    /// <param name="by">Who gives them.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>What became of them, for good; the announcement follows at once, or later by the relay.</returns>
    public async Task<LabelResult> TakeAsync(TenantId tenant, IReadOnlyList<Label> labels, string by, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        var book = await ReadAsync(connection, labels, ct);
        var fresh = labels.Where(label => !book.Known.Contains(label.Id)).Select(AsStored).ToList();
        var changed = ChangedBy(fresh, book);
        var result = new LabelResult(fresh.Count, labels.Count - fresh.Count, changed.Count, book.ContradictedBy(fresh));
        if (fresh.Count == 0) return result;

        var now = time.GetUtcNow();
        await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction);
        batch.BatchCommands.Add(LabelStatements.Add(fresh.ConvertAll(label => new GivenLabel(label, by, now))));
        var announcement = changed.Count > 0 ? Announce(tenant, changed, batch) : null;
        await batch.ExecuteNonQueryAsync(ct);
        await connection.CommitAsync(ct);
        metrics.Took(result);
        if (announcement is { } row) await PublishAsync(tenant, row, ct);
        return result;
    }

    /// <summary>Publishes an announcement: at once, or from the outbox.</summary>
    /// <exception cref="DaprException">The broker did not take all of it.</exception>
    public Task PublishAsync(string topic, ReadOnlyMemory<byte> announcement, CancellationToken ct) =>
        dapr.BulkPublishWholeAsync(Topics.PubSub, topic, announcement, ct);

    // One round trip. The first statement makes other writers of the tenant wait, so what is read after it stays true until the commit.
    private static async Task<LabelBook> ReadAsync(TenantConnection connection, IReadOnlyList<Label> labels, CancellationToken ct)
    {
        var events = labels.Select(label => label.EventId).OfType<string>().Distinct().ToArray();
        await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction)
        {
            BatchCommands =
            {
                LabelStatements.Turn(), LabelStatements.Known(labels), LabelStatements.Others(events), LabelStatements.Outcomes(events),
            },
        };
        await using var rows = await batch.ExecuteReaderAsync(ct);
        var last = (await rows.AllAsync(row => row.GetInt64(0), ct)).Single();
        await rows.NextResultAsync(ct);
        var known = await rows.AllAsync(row => row.GetString(0), ct);
        await rows.NextResultAsync(ct);
        var others = await rows.AllAsync(LabelRows.Label, ct);
        await rows.NextResultAsync(ct);
        var outcomes = await rows.AllAsync(LabelRows.Outcome, ct);
        return new(
            last, known.ToHashSet(StringComparer.Ordinal), others.ConvertAll(given => given.Label),
            outcomes.ToDictionary(outcome => outcome.EventId, StringComparer.Ordinal));
    }

    private static List<Outcome> ChangedBy(List<Label> fresh, LabelBook book)
    {
        var changed = fresh.Concat(book.Labels).Where(label => label.EventId is not null)
            .GroupBy(label => label.EventId)
            .Select(ResolveLabels.Of)
            .Where(outcome => !IsAsBefore(outcome, book.Outcomes.GetValueOrDefault(outcome.EventId)));
        return [.. changed.Select((outcome, i) => outcome with { Number = book.Last + 1 + i })];
    }

    // In microseconds, as the database keeps it: what is read again is the same.
    private static Label AsStored(Label label) =>
        label with { KnownAt = label.KnownAt.AddTicks(-(label.KnownAt.Ticks % TimeSpan.TicksPerMicrosecond)) };

    private static bool IsAsBefore(Outcome now, Outcome? before) => before is not null && now with { Number = before.Number } == before;

    private InStore Announce(TenantId tenant, List<Outcome> changed, NpgsqlBatch batch)
    {
        var row = new InStore(
            Guid.CreateVersion7(),
            BulkBody.Encode([.. changed.Select(outcome => Envelope(tenant, outcome))], ContractsJson.Default.Outcome));
        batch.BatchCommands.Add(LabelStatements.Settle(changed));
        batch.BatchCommands.Add(LabelStatements.Move(changed[^1].Number));
        batch.BatchCommands.Add(outbox.InsertCommand(row.Id, Topics.Outcomes, row.Body));
        return row;
    }

    private async Task PublishAsync(TenantId tenant, InStore row, CancellationToken ct)
    {
        try
        {
            await PublishAsync(Topics.Outcomes, row.Body, ct);
            await outbox.DeleteAsync(tenant, row.Id, ct);
        }
        catch (Exception e) when (e is DaprException or NpgsqlException)
        {
            // The outcomes are stored and so is their announcement: the relay publishes it when the sidecar is back.
            LogNotAnnounced(tenant, e.Message);
        }
    }

    // All of a tenant's outcomes in their order: an event's later word must not come before the earlier one.
    private CloudEvent<Outcome> Envelope(TenantId tenant, Outcome outcome) =>
        new($"{outcome.EventId}.{outcome.Number}", Source, EventType, time.GetUtcNow(), outcome)
        {
            TenantId = tenant.ToString(),
            PartitionKey = tenant.ToString(),
        };

    [LoggerMessage(LogLevel.Warning, "Outcomes of tenant {Tenant} are stored but not announced yet: {Reason}")]
    private partial void LogNotAnnounced(TenantId tenant, string reason);

    private sealed record InStore(Guid Id, byte[] Body);
}

/// <summary>What was known before some labels came.</summary>
/// <param name="Last">The last number of an outcome.</param>
/// <param name="Known">Those of the labels' ids that are there.</param>
/// <param name="Labels">All labels of the events that they are about.</param>
/// <param name="Outcomes">The outcomes of these events, by event.</param>
internal sealed record LabelBook(
    long Last, HashSet<string> Known, List<Label> Labels, IReadOnlyDictionary<string, Outcome> Outcomes)
{
    public int ContradictedBy(List<Label> fresh)
    {
        var isNew = fresh.Select(label => label.Id).ToHashSet(StringComparer.Ordinal);
        var ofEvents = fresh.Concat(Labels).Where(label => label.EventId is not null);
        return ResolveLabels.Contradictions(ofEvents, label => isNew.Contains(label.Id));
    }
}
