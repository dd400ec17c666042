using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Ingest.Metering;
using Platform.Metering;
using Platform.Postgres;

namespace Platform.Ingest;

/// <summary>The ids accepted lately, per tenant, and the topics the new ones go to.</summary>
internal sealed class AcceptedStore(
    TenantDatabase database, DaprClient dapr, TenantsToMeter meter, IOptions<IngestOptions> options, TimeProvider time)
{
    private const string Source = "ingest";

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
    public async Task<int> AcceptAsync<T>(TenantId tenant, EventKind<T> kind, IReadOnlyList<T> events, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        var fresh = await RecordAsync(connection, events.Select(e => kind.Prefix + kind.IdOf(e)), ct);
        if (fresh.Count > 0)
        {
            await PublishAsync(tenant, kind, events.Where(e => fresh.Contains(kind.Prefix + kind.IdOf(e))), ct);
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

    private async Task<HashSet<string>> RecordAsync(TenantConnection connection, IEnumerable<string> ids, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var command = connection.Command(RecordSql);
        command.Parameters.Add(new() { Value = ids.ToArray() });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = Oldest(now) });
        var fresh = new HashSet<string>(StringComparer.Ordinal);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            fresh.Add(rows.GetString(0));
        }

        return fresh;
    }

    private async Task PublishAsync<T>(TenantId tenant, EventKind<T> kind, IEnumerable<T> events, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        CloudEvent<T>[] envelopes = [.. events.Select(e => new CloudEvent<T>(kind.IdOf(e), Source, kind.Type, now, e)
        {
            TenantId = tenant.ToString(), PartitionKey = $"{tenant}|{kind.EntityOf(e)}",
        })];
        var response = await dapr.BulkPublishEventAsync(Topics.PubSub, kind.Topic, envelopes, kind.Json, ct);
        if (response.FailedEntries is [var first, ..])
        {
            // Nothing is recorded then: those the broker took come again, under the same ids.
            throw new DaprException($"The broker refused {response.FailedEntries.Count} events: {first.ErrorMessage}");
        }
    }

    private DateTimeOffset Oldest(DateTimeOffset now) => now.AddHours(-options.Value.RememberHours);
}
