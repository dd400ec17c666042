using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Metering;
using Platform.Postgres;

namespace Platform.Ingest.Metering;

/// <summary>Counts accepted events in the transaction that accepts them, and makes usage records of the counts.</summary>
internal sealed class AcceptedCounts(TenantDatabase database, Outbox outbox) : IUsageSource
{
    // A count is in the set of one call only, so the smallest id of a set names it; who takes the same ones at once waits, and gets none.
    private const string TakeSql = """
        WITH taken AS (DELETE FROM accepted_counts RETURNING id, hour, quantity)
        SELECT hour, sum(quantity)::bigint, min(id), max(id) FROM taken GROUP BY hour ORDER BY hour
        """;

    /// <summary>Notes how many events a batch accepted; the last statement of its transaction.</summary>
    public static NpgsqlBatchCommand Add(int quantity, DateTimeOffset now) =>
        new("INSERT INTO accepted_counts (hour, quantity) VALUES (date_trunc('hour', $1, 'UTC'), $2)")
        {
            Parameters = { new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = now }, new() { Value = (long)quantity } },
        };

    /// <summary>Makes usage records of the counts and takes the counts out, in one transaction.</summary>
    /// <returns>What is to be published; null when there is nothing.</returns>
    public async Task<StoredUsage?> StoreAsync(TenantId tenant, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        var records = await TakeAsync(connection, ct);
        if (records.Count == 0) return null;

        var stored = await outbox.AddUsageAsync(connection, tenant, records, ct);
        await connection.CommitAsync(ct);
        return stored;
    }

    private static async Task<List<UsageRecord>> TakeAsync(TenantConnection connection, CancellationToken ct)
    {
        await using var command = connection.Command(TakeSql);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var records = new List<UsageRecord>();
        while (await rows.ReadAsync(ct))
        {
            records.Add(new()
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"ingest:{rows.GetInt64(2)}-{rows.GetInt64(3)}"),
                Time = rows.GetFieldValue<DateTimeOffset>(0),
                Meter = UsageMeter.Events,
                Quantity = rows.GetInt64(1),
            });
        }

        return records;
    }
}
