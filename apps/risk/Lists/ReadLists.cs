using Npgsql;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Risk.Lists;

/// <summary>Reads a tenant's lists into memory: all of them, or what changed since they were read.</summary>
/// <remarks>
/// The position is read first, so a change that is committed meanwhile may be read twice, which changes nothing, and is never missed.
/// </remarks>
internal sealed class ReadLists(TenantDatabase database, TimeProvider time)
{
    private const string Since = """
        SELECT list, value, expires_at, false, revision FROM list_entries WHERE revision > $1
        UNION ALL SELECT list, value, NULL, true, revision FROM list_removals WHERE revision > $1
        ORDER BY revision
        """;

    /// <summary>The lists as they are now.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="held">As they were read before; null for never.</param>
    /// <param name="ct">Stops waiting.</param>
    public async Task<TenantLists> HandleAsync(TenantId tenant, TenantLists? held, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        var (position, pruned) = await PositionAsync(connection, ct);
        if (held?.Position == position) return held;

        var heads = await HeadsAsync(connection, ct);
        return held is not null && Follows(held.Position, position, pruned)
            ? await ChangedAsync(connection, held, (position, heads), ct)
            : await WholeAsync(connection, (position, heads), ct);
    }

    // Not when the tables are new or were set back, or when removals since then are forgotten.
    private static bool Follows(ListPosition held, ListPosition now, long pruned) =>
        held.Generation == now.Generation && held.Revision <= now.Revision && held.Revision >= pruned;

    private async Task<TenantLists> ChangedAsync(
        TenantConnection connection, TenantLists held, (ListPosition Position, List<Counted> Heads) now, CancellationToken ct)
    {
        var changes = await ChangesAsync(connection, held.Position.Revision, ct);
        var indexes = held.Indexes();
        var forgetBefore = (uint)time.GetUtcNow().AddHours(-1).ToUnixTimeSeconds();
        return new(now.Position, now.Heads.Select(head => (head.Head, IndexOf(head.Head.Id))));

        ListIndex IndexOf(long list)
        {
            var index = indexes.GetValueOrDefault(list, ListIndex.Empty);
            return changes.TryGetValue(list, out var changed)
                ? index.With(SortedEntries.Of([.. changed.Keys], [.. changed.Values], changed.Count), forgetBefore)
                : index;
        }
    }

    private static async Task<Dictionary<long, Dictionary<UInt128, uint>>> ChangesAsync(
        TenantConnection connection, long after, CancellationToken ct)
    {
        await using var command = connection.Command(Since);
        command.Parameters.Add(new() { Value = after });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var changes = new Dictionary<long, Dictionary<UInt128, uint>>();
        while (await rows.ReadAsync(ct))
        {
            if (!changes.TryGetValue(rows.GetInt64(0), out var list)) changes[rows.GetInt64(0)] = list = [];
            list[ListHash.Of(rows.GetString(1))] = rows.GetBoolean(3) ? SortedEntries.Removed : ListRows.UntilOf(rows, 2);
        }

        return changes;
    }

    private static async Task<TenantLists> WholeAsync(
        TenantConnection connection, (ListPosition Position, List<Counted> Heads) now, CancellationToken ct)
    {
        // All of a table is wanted, in no order: the one time that an index would only be in the way.
        await connection.AllowLongAsync(ct);
        await using (var whole = connection.Command("SET LOCAL enable_seqscan = on")) await whole.ExecuteNonQueryAsync(ct);
        var lists = new List<(ListHead, ListIndex)>();
        foreach (var (head, entries) in now.Heads) lists.Add((head, ListIndex.Of(await EntriesAsync(connection, head.Id, entries, ct))));

        return new(now.Position, lists);
    }

    private static async Task<SortedEntries> EntriesAsync(TenantConnection connection, long list, long expected, CancellationToken ct)
    {
        await using var command = connection.Command("SELECT value, expires_at FROM list_entries WHERE list = $1");
        command.Parameters.Add(new() { Value = list });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var (hashes, until, count) = (new UInt128[expected], new uint[expected], 0);
        for (; await rows.ReadAsync(ct); count++)
        {
            if (count == hashes.Length)
            {
                Array.Resize(ref hashes, count + count / 4 + 64);
                Array.Resize(ref until, hashes.Length);
            }

            (hashes[count], until[count]) = (ListHash.Of(rows.GetString(0)), ListRows.UntilOf(rows, 1));
        }

        return SortedEntries.Of(hashes, until, count);
    }

    private static async Task<(ListPosition Position, long Pruned)> PositionAsync(TenantConnection connection, CancellationToken ct)
    {
        await using var command = connection.Command("SELECT generation, revision, pruned FROM list_position");
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return (new(row.GetGuid(0), row.GetInt64(1)), row.GetInt64(2));
    }

    private static async Task<List<Counted>> HeadsAsync(TenantConnection connection, CancellationToken ct)
    {
        await using var command = connection.Command("SELECT id, name, kind, field, description, entries FROM lists ORDER BY name");
        await using var rows = await command.ExecuteReaderAsync(ct);
        var heads = new List<Counted>();
        while (await rows.ReadAsync(ct)) heads.Add(CountedOf(rows));

        return heads;
    }

    private static Counted CountedOf(NpgsqlDataReader row) => new(
        new(row.GetInt64(0), row.GetString(1), (ListKind)row.GetInt16(2), ListRows.FieldOf(row, 3), row.GetString(4)), row.GetInt64(5));

    private sealed record Counted(ListHead Head, long Entries);
}
