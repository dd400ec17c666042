using System.Globalization;
using Platform.Contracts;
using Platform.Metering;
using Platform.Postgres;

namespace Platform.Risk.Metering;

/// <summary>Cuts a tenant's decision log into usage records. Every method asks whose log it is first.</summary>
internal sealed class MeterStore(TenantDatabase database, Outbox outbox) : IUsageSource
{
    /// <summary>The most decisions of one record.</summary>
    public const int MostDecisions = 100_000;

    // The turn: a second process that meters the same log waits here, and finds the position moved.
    private const string TurnSql = "SELECT sequence FROM metered FOR UPDATE";

    private const string HoursSql = """
        SELECT date_trunc('hour', decided_at, 'UTC') AS hour, min(sequence), max(sequence), count(*) FROM decisions
        WHERE sequence > $1 AND sequence <= $1 + $2 GROUP BY 1 ORDER BY 2
        """;

    /// <summary>Stores usage records of the decisions that are in none yet, and moves the position, in one transaction.</summary>
    /// <returns>What is to be published; null when there is nothing.</returns>
    public async Task<StoredUsage?> StoreAsync(TenantId tenant, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        var records = await CutAsync(connection, ct);
        if (records.Count == 0) return null;

        var stored = await outbox.AddUsageAsync(connection, tenant, [.. records.Select(record => record.Usage)], ct);
        var upTo = records.Max(record => record.Last);
        await connection.CommitAfterAsync(new("UPDATE metered SET sequence = $1") { Parameters = { new() { Value = upTo } } }, ct);
        return stored;
    }

    // One record per hour that the decisions fall in, nearly always one. A clock that was set back makes ranges that overlap; what is
    // counted is the decisions, so that does no harm.
    private static async Task<List<(UsageRecord Usage, long Last)>> CutAsync(TenantConnection connection, CancellationToken ct)
    {
        await using var turn = connection.Command(TurnSql);
        var metered = await turn.ExecuteScalarAsync(ct) is long sequence ? sequence : 0;
        await using var command = connection.Command(HoursSql);
        command.Parameters.Add(new() { Value = metered });
        command.Parameters.Add(new() { Value = (long)MostDecisions });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var records = new List<(UsageRecord, long)>();
        while (await rows.ReadAsync(ct))
        {
            var range = (From: rows.GetInt64(1), To: rows.GetInt64(2));
            records.Add((RecordOf(rows.GetFieldValue<DateTimeOffset>(0), range, rows.GetInt64(3)), range.To));
        }

        return records;
    }

    private static UsageRecord RecordOf(DateTimeOffset hour, (long From, long To) range, long count) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"risk:{range.From}-{range.To}"),
        Time = hour,
        Meter = UsageMeter.Scores,
        Quantity = count,
    };
}
