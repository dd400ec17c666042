using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Alerts;

/// <summary>Reads the alerts of a tenant. Every method asks whose alerts they are first.</summary>
internal sealed class AlertStore(TenantDatabase database)
{
    private const string FindSql = "SELECT body FROM alerts WHERE id = $1";

    private const string LastSql = "SELECT last FROM alert_position";

    private const string AfterSql = "SELECT sequence, body FROM alerts WHERE sequence > $1 ORDER BY sequence LIMIT $2";

    // One statement for every filter: the planner sees the values, so a condition on null costs nothing.
    private const string PageSql = """
        SELECT body, raised_at FROM alerts
        WHERE ($1 IS NULL OR severity = ANY ($1)) AND ($2 IS NULL OR verdict = ANY ($2))
          AND ($3 IS NULL OR entity = $3) AND ($4 IS NULL OR reason = $4)
          AND ($5 IS NULL OR raised_at >= $5) AND ($6 IS NULL OR raised_at < $6)
          AND ($7 IS NULL OR score >= $7) AND ($8 IS NULL OR is_closed = $8)
          AND ($9 IS NULL OR (raised_at, id) < ($9, $10))
        ORDER BY raised_at DESC, id DESC LIMIT $11
        """;

    /// <summary>One alert, or null when the tenant has none of that id.</summary>
    public async Task<Alert?> FindAsync(TenantId tenant, string id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = Command(connection, FindSql, Of(NpgsqlDbType.Text, id));
        return await command.ExecuteScalarAsync(ct) is string body ? Read(body) : null;
    }

    /// <summary>A page of alerts, newest first.</summary>
    public async Task<AlertPage> PageAsync(TenantId tenant, AlertFilter filter, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = Command(connection, PageSql, ParametersOf(filter));
        await using var rows = await command.ExecuteReaderAsync(ct);
        var alerts = new List<Alert>(filter.Limit);
        AlertCursor? last = null;
        while (alerts.Count < filter.Limit && await rows.ReadAsync(ct))
        {
            var alert = Read(rows.GetString(0));
            last = new(rows.GetFieldValue<DateTimeOffset>(1), alert.Id);
            alerts.Add(alert);
        }

        // One row more than asked for was selected: it says whether another page follows.
        return new(alerts, await rows.ReadAsync(ct) ? last?.ToString() : null);
    }

    /// <summary>The last position of the tenant's stream; 0 when nothing was ever raised.</summary>
    public async Task<long> LastSequenceAsync(TenantId tenant, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = Command(connection, LastSql);
        return await command.ExecuteScalarAsync(ct) is long last ? last : 0;
    }

    /// <summary>Alerts changed after a position, in the order of their change; an alert changed twice comes as it is now.</summary>
    public async Task<IReadOnlyList<LiveAlert>> AfterAsync(TenantId tenant, long sequence, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = Command(connection, AfterSql, Of(NpgsqlDbType.Bigint, sequence), Of(NpgsqlDbType.Integer, limit));
        await using var rows = await command.ExecuteReaderAsync(ct);
        var alerts = new List<LiveAlert>();
        while (await rows.ReadAsync(ct))
        {
            alerts.Add(new(rows.GetInt64(0), rows.GetString(1)));
        }

        return alerts;
    }

    internal static Alert Read(string body) =>
        JsonSerializer.Deserialize(body, ContractsJson.Default.Alert) ?? throw new JsonException("The stored alert is null.");

    private static NpgsqlParameter[] ParametersOf(AlertFilter filter) =>
    [
        Of(NpgsqlDbType.Array | NpgsqlDbType.Smallint, filter.Severities?.Select(severity => (short)severity).ToArray()),
        Of(NpgsqlDbType.Array | NpgsqlDbType.Smallint, filter.Verdicts?.Select(verdict => (short)verdict).ToArray()),
        Of(NpgsqlDbType.Text, filter.Entity),
        Of(NpgsqlDbType.Text, filter.Reason),
        Of(NpgsqlDbType.TimestampTz, filter.Since?.ToUniversalTime()),
        Of(NpgsqlDbType.TimestampTz, filter.Until?.ToUniversalTime()),
        Of(NpgsqlDbType.Double, filter.MinScore),
        Of(NpgsqlDbType.Boolean, filter.IsClosed),
        Of(NpgsqlDbType.TimestampTz, filter.Cursor?.RaisedAt),
        Of(NpgsqlDbType.Text, filter.Cursor?.Id),
        Of(NpgsqlDbType.Integer, filter.Limit + 1),
    ];

    private static NpgsqlParameter Of(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };

    private static NpgsqlCommand Command(TenantConnection connection, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = connection.Command(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }
}

/// <summary>An alert as the live stream sends it.</summary>
/// <param name="Sequence">Its position, the resume point.</param>
/// <param name="Json">The alert as JSON on one line.</param>
internal readonly record struct LiveAlert(long Sequence, string Json);
