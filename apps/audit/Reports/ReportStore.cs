using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Audit;

/// <summary>Sums of a tenant's log for reports. Every method asks whose log it is first.</summary>
internal sealed class ReportStore(TenantDatabase database)
{
    /// <summary>The most rows of a report.</summary>
    public const int MaxRows = 10_000;

    private const string ChangesSql = """
        SELECT actor, action, count(*) FILTER (WHERE result = 0), count(*) FILTER (WHERE result = 1), count(*) FILTER (WHERE result = 2),
            min(time), max(time)
        FROM audit_entries
        WHERE ($1 IS NULL OR time >= $1) AND ($2 IS NULL OR time < $2) AND ($3 IS NULL OR actor = $3)
        GROUP BY actor, action ORDER BY actor, action LIMIT $4
        """;

    /// <summary>What each actor did in a time, and how it ended.</summary>
    public async Task<IReadOnlyList<ActorChanges>> ChangesByActorAsync(TenantId tenant, AuditFilter filter, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(ChangesSql);
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.TimestampTz, filter.Since?.ToUniversalTime()));
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.TimestampTz, filter.Until?.ToUniversalTime()));
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.Text, filter.Actor));
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.Integer, MaxRows));
        await using var rows = await command.ExecuteReaderAsync(ct);
        var changes = new List<ActorChanges>();
        while (await rows.ReadAsync(ct)) changes.Add(Read(rows));

        return changes;
    }

    private static ActorChanges Read(NpgsqlDataReader rows) => new(
        rows.GetString(0), rows.GetString(1), rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4),
        rows.GetFieldValue<DateTimeOffset>(5), rows.GetFieldValue<DateTimeOffset>(6));
}
