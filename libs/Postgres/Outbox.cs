using Npgsql;
using Platform.Contracts;

namespace Platform.Postgres;

/// <summary>Publishes one row of an outbox.</summary>
/// <param name="topic">The topic.</param>
/// <param name="payload">The bulk body as it was stored.</param>
/// <param name="ct">Stops waiting.</param>
/// <returns>When the broker has it; an exception leaves the row for later.</returns>
public delegate Task OutboxPublish(string topic, ReadOnlyMemory<byte> payload, CancellationToken ct);

/// <summary>
/// Announcements written in the transaction of the change they announce. The writer publishes and deletes its row at once; what a crash
/// leaves behind, the relay publishes later, so consumers must allow repetition.
/// </summary>
public sealed class Outbox
{
    private readonly TenantDatabase database;
    private readonly string insert;
    private readonly string delete;
    private readonly string select;

    internal Outbox(TenantDatabase database)
    {
        this.database = database;
        var table = database.Migrations.OutboxTable;
        insert = $"INSERT INTO {table} (id, topic, payload) VALUES ($1, $2, $3)";
        delete = $"DELETE FROM {table} WHERE id = $1";
        select = $"""
            SELECT id, topic, payload FROM {table} WHERE created_at <= now() - $1
            ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED
            """;
    }

    /// <summary>Adds an announcement to the transaction of the connection.</summary>
    /// <param name="connection">The tenant's transaction.</param>
    /// <param name="topic">Where it will be published.</param>
    /// <param name="payload">A whole bulk body, so that a batch is one row.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The row, for <see cref="DeleteAsync"/>.</returns>
    public async Task<Guid> AddAsync(TenantConnection connection, string topic, ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        await using var command = connection.Command(insert);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = topic });
        command.Parameters.Add(new() { Value = payload, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea });
        await command.ExecuteNonQueryAsync(ct);
        return id;
    }

    /// <summary>The same as <see cref="AddAsync"/> as part of a batch that the caller runs, to save a round trip.</summary>
    /// <param name="id">A fresh id, for <see cref="DeleteAsync"/>; version 7 keeps the index compact.</param>
    /// <param name="topic">Where it will be published.</param>
    /// <param name="payload">A whole bulk body.</param>
    /// <returns>The statement.</returns>
    public NpgsqlBatchCommand InsertCommand(Guid id, string topic, ReadOnlyMemory<byte> payload) => new(insert)
    {
        Parameters =
        {
            new() { Value = id },
            new() { Value = topic },
            new() { Value = payload, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea },
        },
    };

    /// <summary>Deletes a row after it was published, in a transaction of its own.</summary>
    /// <param name="tenant">Whose row.</param>
    /// <param name="id">The row.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it is gone.</returns>
    /// <exception cref="NpgsqlException">The database is away; the relay will publish the row again.</exception>
    public async Task DeleteAsync(TenantId tenant, Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await RemoveAsync(connection, id, ct);
        await connection.CommitAsync(ct);
    }

    /// <summary>Publishes rows of a tenant that are older than <paramref name="age"/>, oldest first, and deletes them.</summary>
    /// <returns>How many; fewer than <paramref name="limit"/> means none is left.</returns>
    internal async Task<int> RelayAsync(TenantId tenant, TimeSpan age, int limit, OutboxPublish publish, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        var rows = await OldestAsync(connection, age, limit, ct);
        foreach (var (id, topic, payload) in rows)
        {
            await publish(topic, payload, ct);
            await RemoveAsync(connection, id, ct);
        }
        await connection.CommitAsync(ct);
        return rows.Count;
    }

    private async Task RemoveAsync(TenantConnection connection, Guid id, CancellationToken ct)
    {
        await using var command = connection.Command(delete);
        command.Parameters.Add(new() { Value = id });
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<List<(Guid Id, string Topic, byte[] Payload)>> OldestAsync(
        TenantConnection connection, TimeSpan age, int limit, CancellationToken ct)
    {
        await using var command = connection.Command(select);
        command.Parameters.Add(new() { Value = age });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<(Guid, string, byte[])>();
        while (await reader.ReadAsync(ct))
            rows.Add((reader.GetGuid(0), reader.GetString(1), await reader.GetFieldValueAsync<byte[]>(2, ct)));
        return rows;
    }
}
