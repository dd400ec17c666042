using Npgsql;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Postgres;

namespace Platform.Tenants;

/// <summary>
/// Announces something of a tenant once, whatever is repeated: that it was announced, and the announcement, are one transaction.
/// </summary>
internal sealed partial class AnnounceOnce(TenantDatabase database, Outbox outbox, AnnounceChange announce, ILogger<AnnounceOnce> logger)
{
    /// <summary>Announces it.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="note">Notes it in the tenant's schema, and changes no row when that was done before.</param>
    /// <param name="announcement">A bulk body with the topic it is for.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>False when it was announced before.</returns>
    public async Task<bool> HandleAsync(
        TenantId tenant, NpgsqlBatchCommand note, (string Topic, ReadOnlyMemory<byte> Body) announcement, CancellationToken ct)
    {
        if (await StoreAsync(tenant, note, announcement, ct) is not { } row) return false;

        try
        {
            await announce.PublishAsync(announcement.Topic, announcement.Body, ct);
            await outbox.DeleteAsync(tenant, row, ct);
        }
        catch (Exception e) when (e is DaprException or NpgsqlException)
        {
            // It is stored: the relay publishes it when the sidecar is back.
            LogNotAnnounced(tenant, announcement.Topic, e.Message);
        }

        return true;
    }

    private async Task<Guid?> StoreAsync(
        TenantId tenant, NpgsqlBatchCommand note, (string Topic, ReadOnlyMemory<byte> Body) announcement, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction) { BatchCommands = { note } };
        if (await batch.ExecuteNonQueryAsync(ct) == 0) return null;

        var row = await outbox.AddAsync(connection, announcement.Topic, announcement.Body, ct);
        await connection.CommitAsync(ct);
        return row;
    }

    [LoggerMessage(LogLevel.Warning, "Tenant {Tenant}: an event for {Topic} is stored but not announced yet: {Reason}")]
    private partial void LogNotAnnounced(TenantId tenant, string topic, string reason);
}
