using Npgsql;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Tenants;

/// <summary>
/// Announces something of a tenant once, whatever is repeated: that it was announced, and the announcement, are one transaction.
/// </summary>
internal sealed class AnnounceOnce(TenantDatabase database, Outbox outbox, AnnounceChange announce)
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
        if (await StoreAsync(tenant, note, announcement, ct) is not { } stored) return false;

        await announce.NowAsync(stored, ct);
        return true;
    }

    private async Task<StoredAnnouncement?> StoreAsync(
        TenantId tenant, NpgsqlBatchCommand note, (string Topic, ReadOnlyMemory<byte> Body) announcement, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction) { BatchCommands = { note } };
        if (await batch.ExecuteNonQueryAsync(ct) == 0) return null;

        var row = await outbox.AddAsync(connection, announcement.Topic, announcement.Body, ct);
        await connection.CommitAsync(ct);
        return new(tenant, row, announcement.Topic, announcement.Body);
    }
}
