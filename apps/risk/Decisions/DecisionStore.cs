using System.Runtime.CompilerServices;
using Npgsql;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Risk.Decisions;

/// <summary>The decision log in PostgreSQL. Every method asks whose log it is first.</summary>
internal sealed class DecisionStore(TenantDatabase database, Outbox outbox)
{
    /// <summary>The most rows that are read at once.</summary>
    public const int PageSize = 5_000;

    private const string Find = $"SELECT {DecisionColumns.All} FROM decisions WHERE id = ANY($1)";
    private const string After = $"SELECT {DecisionColumns.All} FROM decisions WHERE sequence > $1 ORDER BY sequence LIMIT $2";
    private const string Lines =
        "SELECT sequence, id, score, verdict, decided_at FROM decisions WHERE sequence > $1 ORDER BY sequence LIMIT $2";

    private const string Vectors = "SELECT features FROM decisions WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence";
    private const string Append = $"COPY decisions ({DecisionColumns.All}) FROM STDIN (FORMAT BINARY)";

    /// <summary>Opens a transaction in which ids are looked up and decisions appended.</summary>
    public Task<TenantConnection> OpenAsync(TenantId tenant, CancellationToken ct) => database.OpenAsync(tenant, ct);

    /// <summary>The decisions that were already made for some events, by id.</summary>
    public static async Task<Dictionary<string, DecisionRow>> FindAsync(TenantConnection connection, string[] ids, CancellationToken ct)
    {
        await using var command = connection.Command(Find);
        command.Parameters.Add(new() { Value = ids });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var found = new Dictionary<string, DecisionRow>(StringComparer.Ordinal);
        while (await rows.ReadAsync(ct)) found[rows.GetString(1)] = DecisionColumns.Read(rows);

        return found;
    }

    /// <summary>One decision; null when the tenant has none of this id.</summary>
    public async Task<DecisionRow?> FindAsync(TenantId tenant, string id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        return (await FindAsync(connection, [id], ct)).GetValueOrDefault(id);
    }

    /// <summary>Appends decisions and their announcement, for good.</summary>
    /// <returns>The outbox row, to be deleted once it is announced.</returns>
    /// <exception cref="PostgresException">Unique violation: another writer appended meanwhile.</exception>
    public async Task<Guid> AppendAsync(
        TenantConnection connection, IReadOnlyList<DecisionRow> rows, ReadOnlyMemory<byte> announcement, CancellationToken ct)
    {
        await using (var copy = await connection.Connection.BeginBinaryImportAsync(Append, ct))
        {
            foreach (var row in rows) await DecisionColumns.WriteAsync(copy, row, ct);
            await copy.CompleteAsync(ct);
        }

        var id = await outbox.AddAsync(connection, Topics.Decisions, announcement, ct);
        await connection.CommitAsync(ct);
        return id;
    }

    /// <summary>The log after a position, at most a page of it.</summary>
    public async Task<List<DecisionRow>> AfterAsync(TenantId tenant, long sequence, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = Page(connection, After, sequence, PageSize);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var page = new List<DecisionRow>();
        while (await rows.ReadAsync(ct)) page.Add(DecisionColumns.Read(rows));

        return page;
    }

    /// <summary>The log after a position in short, as it is read from the database.</summary>
    public async IAsyncEnumerable<DecisionLine> LinesAsync(
        TenantId tenant, long after, int limit, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = Page(connection, Lines, after, limit);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            yield return new(
                rows.GetInt64(0), rows.GetString(1), rows.GetDouble(2), (Verdict)rows.GetInt16(3), rows.GetFieldValue<DateTimeOffset>(4));
        }
    }

    /// <summary>Feature vectors of a stretch of the log, handed over one by one.</summary>
    public async Task<int> ReadVectorsAsync(TenantId tenant, (long After, long UpTo) stretch, Action<float[]> take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(Vectors);
        command.Parameters.Add(new() { Value = stretch.After });
        command.Parameters.Add(new() { Value = stretch.UpTo });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var count = 0;
        for (; await rows.ReadAsync(ct); count++) take(rows.GetFieldValue<float[]>(0));

        return count;
    }

    /// <summary>Deletes an announcement that was published.</summary>
    public Task AnnouncedAsync(TenantId tenant, Guid announcement, CancellationToken ct) => outbox.DeleteAsync(tenant, announcement, ct);

    private static NpgsqlCommand Page(TenantConnection connection, string sql, long after, int limit)
    {
        var command = connection.Command(sql);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        return command;
    }
}
