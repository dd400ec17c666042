using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;

namespace Platform.Alerts;

/// <summary>The statements that change alerts; each works on a whole batch.</summary>
internal static class AlertStatements
{
    /// <summary>Deletes at most <c>$2</c> decisions counted before <c>$1</c>.</summary>
    public const string Forget = """
        DELETE FROM alert_hits WHERE ctid = ANY (ARRAY(SELECT ctid FROM alert_hits WHERE hit_at < $1 LIMIT $2))
        """;

    /// <summary>Makes the tenant's other writers wait, and gives the last position.</summary>
    public static NpgsqlBatchCommand LockPosition() => new("SELECT last FROM alert_position FOR UPDATE");

    /// <summary>Gives the decisions that were counted before.</summary>
    public static NpgsqlBatchCommand Counted(IEnumerable<AlertCause> causes) =>
        Statement("SELECT decision_id FROM alert_hits WHERE decision_id = ANY ($1)", Texts(causes.Select(cause => cause.Id)));

    /// <summary>Gives the latest alert of each key that has one.</summary>
    public static NpgsqlBatchCommand Latest(IReadOnlyList<AlertKey> keys)
    {
        const string sql = """
            SELECT alert.body FROM unnest($1, $2, $3) AS key (entity, reason, suppression)
            CROSS JOIN LATERAL (
                (SELECT body FROM alerts WHERE alerts.entity = key.entity AND alerts.reason = key.reason
                    AND key.suppression IS NULL AND alerts.suppression_key IS NULL ORDER BY raised_at DESC LIMIT 1)
                UNION ALL
                (SELECT body FROM alerts WHERE alerts.suppression_key = key.suppression ORDER BY raised_at DESC LIMIT 1)
            ) AS alert
            """;
        return Statement(
            sql, Texts(keys.Select(key => key.Entity)), Texts(keys.Select(key => key.Reason)), Texts(keys.Select(key => key.Suppression)));
    }

    /// <summary>Writes alerts, new and changed ones alike.</summary>
    public static NpgsqlBatchCommand Upsert(IReadOnlyList<Alert> alerts)
    {
        const string sql = """
            INSERT INTO alerts (id, sequence, entity, reason, severity, verdict, score, raised_at, body, suppression_key, is_closed)
            SELECT id, sequence, entity, reason, severity, verdict, score, raised_at, body::json, suppression_key, is_closed
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                AS alert (id, sequence, entity, reason, severity, verdict, score, raised_at, body, suppression_key, is_closed)
            ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, severity = excluded.severity,
                verdict = excluded.verdict, score = excluded.score, body = excluded.body, is_closed = excluded.is_closed
            """;
        return Statement(
            sql,
            Texts(alerts.Select(alert => alert.Id)),
            Array(NpgsqlDbType.Bigint, alerts.Select(alert => alert.Sequence)),
            Texts(alerts.Select(alert => alert.Entity)),
            Texts(alerts.Select(alert => alert.Reason)),
            Array(NpgsqlDbType.Smallint, alerts.Select(alert => (short)alert.Severity)),
            Array(NpgsqlDbType.Smallint, alerts.Select(alert => (short)alert.Verdict)),
            Array(NpgsqlDbType.Double, alerts.Select(alert => alert.Score)),
            Array(NpgsqlDbType.TimestampTz, alerts.Select(alert => alert.RaisedAt.ToUniversalTime())),
            Texts(alerts.Select(alert => JsonSerializer.Serialize(alert, ContractsJson.Default.Alert))),
            Texts(alerts.Select(alert => alert.SuppressionKey)),
            Array(NpgsqlDbType.Boolean, alerts.Select(alert => alert.Closed is not null)));
    }

    /// <summary>Notes which alert counts which decision.</summary>
    public static NpgsqlBatchCommand Count(IReadOnlyList<(string DecisionId, string AlertId)> hits, DateTimeOffset now)
    {
        const string sql = """
            INSERT INTO alert_hits (decision_id, alert_id, hit_at)
            SELECT decision_id, alert_id, $3 FROM unnest($1, $2) AS hit (decision_id, alert_id)
            """;
        return Statement(
            sql, Texts(hits.Select(hit => hit.DecisionId)), Texts(hits.Select(hit => hit.AlertId)), Of(NpgsqlDbType.TimestampTz, now));
    }

    /// <summary>Moves the tenant's position.</summary>
    public static NpgsqlBatchCommand MovePosition(long last) =>
        Statement("UPDATE alert_position SET last = $1", Of(NpgsqlDbType.Bigint, last));

    /// <summary>Wakes the live streams of the tenant once the transaction is committed.</summary>
    public static NpgsqlBatchCommand Notify(TenantId tenant) => Statement(
        "SELECT pg_notify($1, $2)", Of(NpgsqlDbType.Text, AlertSignals.Channel), Of(NpgsqlDbType.Text, tenant.ToString()));

    private static NpgsqlParameter Texts(IEnumerable<string?> values) => Array(NpgsqlDbType.Text, values);

    private static NpgsqlParameter Array<T>(NpgsqlDbType type, IEnumerable<T> values) => Of(NpgsqlDbType.Array | type, values.ToArray());

    private static NpgsqlParameter Of(NpgsqlDbType type, object value) => new() { NpgsqlDbType = type, Value = value };

    private static NpgsqlBatchCommand Statement(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
