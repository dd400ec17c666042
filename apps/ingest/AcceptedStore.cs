using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Ingest.Metering;
using Platform.Metering;
using Platform.Postgres;

namespace Platform.Ingest;

/// <summary>The ids accepted lately, per tenant, and the topic the new ones go to.</summary>
internal sealed class AcceptedStore(
    TenantDatabase database, DaprClient dapr, TenantsToMeter meter, IOptions<IngestOptions> options, TimeProvider time)
{
    private const string Source = "ingest";
    private const string EventType = "platform.transaction";

    // Sorted, so that two requests with the same ids wait for each other instead of dead-locking.
    private const string RecordSql = """
        INSERT INTO accepted_ids (id, accepted_at) SELECT id, $2 FROM unnest($1) AS id ORDER BY id
        ON CONFLICT (id) DO UPDATE SET accepted_at = excluded.accepted_at WHERE accepted_ids.accepted_at < $3
        RETURNING id
        """;

    private const string ForgetSql = """
        DELETE FROM accepted_ids WHERE ctid = ANY (ARRAY(SELECT ctid FROM accepted_ids WHERE accepted_at < $1 LIMIT $2))
        """;

    /// <summary>Publishes the events whose id is new, and remembers their ids.</summary>
    /// <returns>How many were new.</returns>
    /// <remarks>
    /// The ids are committed after the broker took the events. When it does not, they are rolled back: the sender's retry
    /// is not taken for a duplicate. When the commit fails instead, the retry publishes twice, and risk knows the id.
    /// </remarks>
    public async Task<int> AcceptAsync(TenantId tenant, IReadOnlyList<Transaction> events, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        var fresh = await RecordAsync(connection, events, ct);
        if (fresh.Count > 0)
        {
            await PublishAsync(tenant, events.Where(e => fresh.Contains(e.Id)), ct);
            await connection.CommitAfterAsync(AcceptedCounts.Add(fresh.Count, time.GetUtcNow()), ct);
            meter.Add(tenant);
        }

        return fresh.Count;
    }

    /// <summary>Forgets ids whose time is over, at most <paramref name="limit"/> of them.</summary>
    /// <returns>How many were forgotten.</returns>
    public async Task<int> ForgetAsync(TenantId tenant, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(ForgetSql);
        command.Parameters.Add(new() { Value = Oldest(time.GetUtcNow()) });
        command.Parameters.Add(new() { Value = limit });
        var forgotten = await command.ExecuteNonQueryAsync(ct);
        await connection.CommitAsync(ct);
        return forgotten;
    }

    private async Task<HashSet<string>> RecordAsync(TenantConnection connection, IReadOnlyList<Transaction> events, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var command = connection.Command(RecordSql);
        command.Parameters.Add(new() { Value = events.Select(e => e.Id).ToArray() });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = Oldest(now) });
        var fresh = new HashSet<string>(events.Count, StringComparer.Ordinal);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            fresh.Add(rows.GetString(0));
        }

        return fresh;
    }

    private async Task PublishAsync(TenantId tenant, IEnumerable<Transaction> events, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        CloudEvent<Transaction>[] envelopes = [.. events.Select(e => Envelope(tenant, e, now))];
        var response = await dapr.BulkPublishEventAsync(
            Topics.PubSub, Topics.Transactions, envelopes, ContractsJson.Default.Transaction, ct);
        if (response.FailedEntries is [var first, ..])
        {
            // Nothing is recorded then: those the broker took come again, under the same ids.
            throw new DaprException($"The broker refused {response.FailedEntries.Count} events: {first.ErrorMessage}");
        }
    }

    private static CloudEvent<Transaction> Envelope(TenantId tenant, Transaction e, DateTimeOffset now) =>
        new(e.Id, Source, EventType, now, e) { TenantId = tenant.ToString(), PartitionKey = $"{tenant}|{e.Account}" };

    private DateTimeOffset Oldest(DateTimeOffset now) => now.AddHours(-options.Value.RememberHours);
}
