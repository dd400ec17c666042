namespace Platform.Alerts;

/// <summary>The statements that change alerts; each works on a whole batch.</summary>
internal static class AlertSql
{
    public const string LockPosition = "SELECT last FROM alert_position FOR UPDATE";

    public const string Counted = "SELECT decision_id FROM alert_hits WHERE decision_id = ANY ($1)";

    public const string Latest = """
        SELECT alert.body FROM unnest($1, $2) AS key (entity, reason)
        CROSS JOIN LATERAL (
            SELECT body FROM alerts WHERE alerts.entity = key.entity AND alerts.reason = key.reason ORDER BY raised_at DESC LIMIT 1
        ) AS alert
        """;

    public const string Upsert = """
        INSERT INTO alerts (id, sequence, entity, reason, severity, verdict, score, raised_at, body)
        SELECT id, sequence, entity, reason, severity, verdict, score, raised_at, body::json
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
            AS alert (id, sequence, entity, reason, severity, verdict, score, raised_at, body)
        ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, severity = excluded.severity, verdict = excluded.verdict,
            score = excluded.score, body = excluded.body
        """;

    public const string Count = """
        INSERT INTO alert_hits (decision_id, alert_id, hit_at) SELECT decision_id, alert_id, $3 FROM unnest($1, $2) AS hit (decision_id, alert_id)
        """;

    public const string MovePosition = "UPDATE alert_position SET last = $1";

    public const string Notify = "SELECT pg_notify($1, $2)";

    public const string Forget = """
        DELETE FROM alert_hits WHERE ctid = ANY (ARRAY(SELECT ctid FROM alert_hits WHERE hit_at < $1 LIMIT $2))
        """;
}
