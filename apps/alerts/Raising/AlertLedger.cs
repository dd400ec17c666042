using System.Buffers;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Postgres;

namespace Platform.Alerts;

/// <summary>Writes what decisions change: alerts, what they counted, and the announcement, in one transaction of few statements.</summary>
internal sealed partial class AlertLedger(
    TenantDatabase database, Outbox outbox, DaprClient dapr, TimeProvider time, ILogger<AlertLedger> logger)
{
    private const string Source = "alerts";
    private const string EventType = "platform.alert";

    /// <summary>Counts decisions that were never counted; the others change nothing.</summary>
    /// <param name="tenant">Whose decisions.</param>
    /// <param name="decisions">Each id once, in order.</param>
    /// <param name="policy">Window and severities.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>What changed, for good; the announcement follows at once, or later by the relay.</returns>
    public async Task<AlertChanges> RecordAsync(
        TenantId tenant, IReadOnlyList<Decision> decisions, AlertPolicy policy, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        var (lastSequence, counted, latest) = await ReadAsync(connection, decisions, ct);
        var changes = RaiseAlert.Decide([.. decisions.Where(decision => !counted.Contains(decision.Id))], latest, lastSequence, policy);
        if (changes.Alerts.Count is 0)
        {
            return changes;
        }

        var body = new ArrayBufferWriter<byte>();
        BulkBody.Write(body, [.. changes.Alerts.Select(alert => Envelope(tenant, alert))], AlertsJson.Default.Alert);
        await WriteAsync(connection, changes, tenant, ct);
        var row = await outbox.AddAsync(connection, Topics.Alerts, body.WrittenMemory, ct);
        await connection.CommitAsync(ct);
        await AnnounceAsync(tenant, row, body.WrittenMemory, ct);
        return changes;
    }

    /// <summary>Forgets counted decisions whose time is over, at most <paramref name="limit"/> of them.</summary>
    /// <returns>How many were forgotten.</returns>
    public async Task<int> ForgetAsync(TenantId tenant, DateTimeOffset before, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(AlertSql.Forget);
        command.Parameters.Add(Of(NpgsqlDbType.TimestampTz, before));
        command.Parameters.Add(Of(NpgsqlDbType.Integer, limit));
        var forgotten = await command.ExecuteNonQueryAsync(ct);
        await connection.CommitAsync(ct);
        return forgotten;
    }

    // One round trip. The first statement locks the position: until the commit no other writer of the tenant gets past it,
    // so the two reads after it see everything that was counted before.
    private static async Task<(long Last, HashSet<string> Counted, Dictionary<AlertKey, Alert> Latest)> ReadAsync(
        TenantConnection connection, IReadOnlyList<Decision> decisions, CancellationToken ct)
    {
        AlertKey[] keys = [.. decisions.Select(RaiseAlert.KeyOf).Distinct()];
        await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction)
        {
            BatchCommands =
            {
                Statement(AlertSql.LockPosition),
                Statement(AlertSql.Counted, Texts(decisions.Select(decision => decision.Id))),
                Statement(AlertSql.Latest, Texts(keys.Select(key => key.Entity)), Texts(keys.Select(key => key.Reason))),
            },
        };
        await using var rows = await batch.ExecuteReaderAsync(ct);
        await rows.ReadAsync(ct);
        var last = rows.GetInt64(0);

        await rows.NextResultAsync(ct);
        var counted = new HashSet<string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(ct))
        {
            counted.Add(rows.GetString(0));
        }

        await rows.NextResultAsync(ct);
        var latest = new Dictionary<AlertKey, Alert>();
        while (await rows.ReadAsync(ct))
        {
            var alert = AlertStore.Read(rows.GetString(0));
            latest[new(alert.Entity, alert.Reason)] = alert;
        }

        return (last, counted, latest);
    }

    private async Task WriteAsync(TenantConnection connection, AlertChanges changes, TenantId tenant, CancellationToken ct)
    {
        var alerts = changes.Alerts;
        await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction)
        {
            BatchCommands =
            {
                Statement(
                    AlertSql.Upsert,
                    Texts(alerts.Select(alert => alert.Id)),
                    Of(NpgsqlDbType.Array | NpgsqlDbType.Bigint, alerts.Select(alert => alert.Sequence).ToArray()),
                    Texts(alerts.Select(alert => alert.Entity)),
                    Texts(alerts.Select(alert => alert.Reason)),
                    Of(NpgsqlDbType.Array | NpgsqlDbType.Smallint, alerts.Select(alert => (short)alert.Severity).ToArray()),
                    Of(NpgsqlDbType.Array | NpgsqlDbType.Smallint, alerts.Select(alert => (short)alert.Verdict).ToArray()),
                    Of(NpgsqlDbType.Array | NpgsqlDbType.Double, alerts.Select(alert => alert.Score).ToArray()),
                    Of(NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, alerts.Select(alert => alert.RaisedAt.ToUniversalTime()).ToArray()),
                    Texts(alerts.Select(alert => JsonSerializer.Serialize(alert, AlertsJson.Default.Alert)))),
                Statement(
                    AlertSql.Count,
                    Texts(changes.Hits.Select(hit => hit.DecisionId)),
                    Texts(changes.Hits.Select(hit => hit.AlertId)),
                    Of(NpgsqlDbType.TimestampTz, time.GetUtcNow())),
                Statement(AlertSql.MovePosition, Of(NpgsqlDbType.Bigint, alerts[^1].Sequence)),
                Statement(AlertSql.Notify, Of(NpgsqlDbType.Text, AlertSignals.Channel), Of(NpgsqlDbType.Text, tenant.ToString())),
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }

    private async Task AnnounceAsync(TenantId tenant, Guid row, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        try
        {
            var response = await dapr.BulkPublishRawAsync(Topics.PubSub, Topics.Alerts, body, ct);
            if (response.FailedEntries.Count is 0)
            {
                await outbox.DeleteAsync(tenant, row, ct);
            }
        }
        catch (Exception e) when (e is DaprException or NpgsqlException)
        {
            // The alerts are stored and so is their announcement: the relay publishes it when the sidecar is back.
            LogNotAnnounced(tenant, e.Message);
        }
    }

    // The position is part of the id: an alert that changed is announced again, a repeated announcement is recognised.
    private static CloudEvent<Alert> Envelope(TenantId tenant, Alert alert) =>
        new($"{alert.Id}.{alert.Sequence}", Source, EventType, alert.UpdatedAt, alert)
        {
            TenantId = tenant.ToString(),
            PartitionKey = $"{tenant}|{alert.Entity}",
        };

    private static NpgsqlParameter Texts(IEnumerable<string> values) => Of(NpgsqlDbType.Array | NpgsqlDbType.Text, values.ToArray());

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

    [LoggerMessage(LogLevel.Warning, "Alerts of tenant {Tenant} are stored but not announced yet: {Reason}")]
    private partial void LogNotAnnounced(TenantId tenant, string reason);
}
