using Npgsql;
using Platform.Alerts.Closing;
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

    /// <summary>Counts decisions and threats that were never counted; the others change nothing.</summary>
    /// <param name="tenant">Whose they are.</param>
    /// <param name="causes">Each id once, in order.</param>
    /// <param name="policy">Window and severities.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>What changed, for good; the announcement follows at once, or later by the relay.</returns>
    public async Task<AlertChanges> RecordAsync(
        TenantId tenant, IReadOnlyList<AlertCause> causes, AlertPolicy policy, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        var (last, counted, latest) = await ReadAsync(connection, causes, ct);
        var changes = RaiseAlert.Decide([.. causes.Where(cause => !counted.Contains(cause.Id))], latest, last, policy);
        if (changes.Alerts.Count is 0)
        {
            return changes;
        }

        await CommitAsync(connection, tenant, changes, [], ct);
        return changes;
    }

    /// <summary>Commits alerts that changed, with labels of their decisions, and announces both.</summary>
    public async Task CommitAsync(
        TenantConnection connection, TenantId tenant, AlertChanges changes, IReadOnlyList<Label> labels, CancellationToken ct)
    {
        await WriteAsync(connection, tenant, changes, ct);
        var alerts = BulkBody.Encode([.. changes.Alerts.Select(alert => Envelope(tenant, alert))], ContractsJson.Default.Alert);
        List<(string Topic, byte[] Body)> announcements = [(Topics.Alerts, alerts)];
        if (labels.Count > 0) announcements.Add((Topics.Labels, LabelDecisions.Announcement(tenant, labels)));

        var rows = new List<Guid>();
        foreach (var (topic, body) in announcements) rows.Add(await outbox.AddAsync(connection, topic, body, ct));
        await connection.CommitAsync(ct);
        foreach (var ((topic, body), row) in announcements.Zip(rows)) await AnnounceAsync(tenant, (row, topic), body, ct);
    }

    /// <summary>Publishes an announcement: at once, or from the outbox.</summary>
    /// <exception cref="DaprException">The broker did not take all of it.</exception>
    public Task PublishAsync(string topic, ReadOnlyMemory<byte> announcement, CancellationToken ct) =>
        dapr.BulkPublishWholeAsync(Topics.PubSub, topic, announcement, ct);

    /// <summary>Forgets decisions counted before a time, at most <paramref name="limit"/> of them.</summary>
    /// <returns>How many were forgotten.</returns>
    public async Task<int> ForgetAsync(TenantId tenant, DateTimeOffset before, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(AlertStatements.Forget);
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = limit });
        var forgotten = await command.ExecuteNonQueryAsync(ct);
        await connection.CommitAsync(ct);
        return forgotten;
    }

    // One round trip. The first statement locks the position: until the commit no other writer of the tenant gets past it,
    // so the two reads after it see everything that was counted before.
    private static async Task<(long Last, HashSet<string> Counted, Dictionary<AlertKey, Alert> Latest)> ReadAsync(
        TenantConnection connection, IReadOnlyList<AlertCause> causes, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction);
        batch.BatchCommands.Add(AlertStatements.LockPosition());
        batch.BatchCommands.Add(AlertStatements.Counted(causes));
        batch.BatchCommands.Add(AlertStatements.Latest([.. causes.Select(cause => cause.Key).Distinct()]));
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
            latest[AlertKey.Of(alert)] = alert;
        }

        return (last, counted, latest);
    }

    private async Task WriteAsync(TenantConnection connection, TenantId tenant, AlertChanges changes, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction);
        batch.BatchCommands.Add(AlertStatements.Upsert(changes.Alerts));
        batch.BatchCommands.Add(AlertStatements.Count(changes.Hits, time.GetUtcNow()));
        batch.BatchCommands.Add(AlertStatements.MovePosition(changes.Alerts[^1].Sequence));
        batch.BatchCommands.Add(AlertStatements.Notify(tenant));
        await batch.ExecuteNonQueryAsync(ct);
    }

    private async Task AnnounceAsync(
        TenantId tenant, (Guid Id, string Topic) row, ReadOnlyMemory<byte> announcement, CancellationToken ct)
    {
        try
        {
            await PublishAsync(row.Topic, announcement, ct);
            await outbox.DeleteAsync(tenant, row.Id, ct);
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

    [LoggerMessage(LogLevel.Warning, "Alerts of tenant {Tenant} are stored but not announced yet: {Reason}")]
    private partial void LogNotAnnounced(TenantId tenant, string reason);
}
