using Npgsql;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Risk.Lists;

/// <summary>A tenant's lists in PostgreSQL. Every method asks whose they are first.</summary>
internal sealed class ListStore(TenantDatabase database, TimeProvider time) : ITellChanges
{
    /// <summary>Told of when a tenant's lists change; the payload is the tenant.</summary>
    public const string Channel = "risk_lists";

    /// <summary>Lists of a tenant, at most.</summary>
    public const int MostLists = 200;

    private const string Entries = """
        SELECT value, reason, expires_at, added_by, added_at FROM list_entries
        WHERE list = $1 AND value > $2 ORDER BY value LIMIT $3
        """;

    /// <summary>All lists, by name.</summary>
    public async Task<IReadOnlyList<ListView>> AllAsync(TenantId tenant, CancellationToken ct) => await database.QueryAsync(
        tenant, new("SELECT name, kind, field, description, entries FROM lists ORDER BY name"), ListRows.View, ct);

    /// <summary>Makes a list or changes what it is for.</summary>
    /// <returns>How many entries it has; null when there are enough lists.</returns>
    public Task<long?> SaveAsync(TenantId tenant, string name, ListDefinition list, CancellationToken ct) =>
        ChangeAsync<long?>(tenant, async (connection, _) =>
        {
            await using var command = Command(
                connection, ListStatements.Save, name, (short)list.Kind, (short?)list.Field, list.Description, (long)MostLists);
            return await command.ExecuteScalarAsync(ct) as long?;
        }, ct);

    /// <summary>Removes a list with all its entries.</summary>
    /// <returns>False when there is none of this name.</returns>
    public async Task<bool> DeleteAsync(TenantId tenant, string name, CancellationToken ct) =>
        await ChangeAsync<object>(tenant, async (connection, _) =>
        {
            // A list of millions takes longer than statements may.
            await connection.AllowLongAsync(ct);
            await using var command = Command(connection, ListStatements.Delete, name);
            command.CommandTimeout = 0;
            return await command.ExecuteScalarAsync(ct);
        }, ct) is not null;

    /// <summary>Puts values on a list together, or none of them.</summary>
    /// <returns>What changed; null when there is no such list.</returns>
    /// <exception cref="ListsFullException">The lists would have more entries than they may.</exception>
    public Task<ListChange?> AddAsync(TenantId tenant, string name, ListAddition added, CancellationToken ct) =>
        ChangeAsync<ListChange>(tenant, async (connection, revision) =>
        {
            await ClearAwayAsync(connection, ct);
            await using var command = Command(
                connection, ListStatements.Add, name, added.Entries.Select(entry => entry.Value).ToArray(),
                added.Entries.Select(entry => entry.Reason).ToArray(),
                added.Entries.Select(entry => ListRows.WholeSeconds(entry.ExpiresAt)).ToArray(), added.By,
                time.GetUtcNow().UtcDateTime, revision);
            await using var row = await command.ExecuteReaderAsync(ct);
            if (!await row.ReadAsync(ct)) return null;
            var (fresh, entries, before) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
            if (fresh > 0 && before + fresh > added.MostEntries) throw new ListsFullException(added.MostEntries);

            return new(fresh, entries);
        }, ct);

    /// <summary>Takes values off a list together.</summary>
    /// <returns>What changed; null when there is no such list.</returns>
    public Task<ListChange?> RemoveAsync(TenantId tenant, string name, IReadOnlyList<string> values, CancellationToken ct) =>
        ChangeAsync<ListChange>(tenant, async (connection, revision) =>
        {
            await ClearAwayAsync(connection, ct);
            await using var command = Command(
                connection, ListStatements.Remove, name, values.ToArray(), revision, time.GetUtcNow().UtcDateTime);
            await using var row = await command.ExecuteReaderAsync(ct);
            return await row.ReadAsync(ct) ? new(row.GetInt64(0), row.GetInt64(1)) : null;
        }, ct);

    /// <summary>The entries of a list after a value, in the order of the database.</summary>
    /// <returns>The page; null when there is no such list.</returns>
    public async Task<ListEntryPage?> PageAsync(TenantId tenant, string name, string after, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var which = Command(connection, "SELECT id FROM lists WHERE name = $1", name);
        if (await which.ExecuteScalarAsync(ct) is not long list) return null;

        await using var command = Command(connection, Entries, list, after, limit + 1L);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var items = new List<ListEntry>();
        while (items.Count < limit && await rows.ReadAsync(ct)) items.Add(ListRows.Entry(rows));

        return new(items, items.Count == limit && await rows.ReadAsync(ct) ? items[^1].Value : null);
    }

    /// <summary>Tenants whose lists change, as they do; null: any may have changed.</summary>
    public IAsyncEnumerable<string?> ChangesAsync(CancellationToken ct) => database.ListenAsync(Channel, ct);

    // Null changes nothing, and is nothing that others have to hear of.
    private async Task<T?> ChangeAsync<T>(TenantId tenant, Func<TenantConnection, long, Task<T?>> change, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var turn = Command(connection, ListStatements.Turn);
        var revision = await turn.ExecuteScalarAsync(ct) as long? ?? throw new InvalidOperationException("The lists have no position.");
        if (await change(connection, revision) is not { } changed) return default;

        await connection.CommitAfterAsync(Statement.Of("SELECT pg_notify($1, $2)", Channel, tenant.ToString()), ct);
        return changed;
    }

    private async Task ClearAwayAsync(TenantConnection connection, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection.Connection, connection.Transaction);
        foreach (var statement in ListStatements.ClearAway(time.GetUtcNow())) batch.BatchCommands.Add(statement);
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlCommand Command(TenantConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        var command = connection.Command(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return command;
    }
}

/// <summary>Values that somebody puts on a list.</summary>
/// <param name="Entries">Each value once.</param>
/// <param name="By">Who.</param>
/// <param name="MostEntries">How many all lists of the tenant may have together.</param>
internal sealed record ListAddition(IReadOnlyList<NewListEntry> Entries, string By, long MostEntries);

/// <summary>The lists have as many entries as they may; the change is undone.</summary>
internal sealed class ListsFullException(long mostEntries) : Exception($"The lists may have {mostEntries} entries together.");
