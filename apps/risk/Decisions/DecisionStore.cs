using System.Runtime.CompilerServices;
using Npgsql;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Risk.Decisions;

/// <summary>The decision log in PostgreSQL. Every method asks whose log it is first.</summary>
internal sealed class DecisionStore(TenantDatabase database)
{
    /// <summary>The most rows that are read at once.</summary>
    public const int PageSize = 5_000;

    /// <summary>Decisions by id.</summary>
    public const string Find = $"SELECT {DecisionColumns.All} FROM decisions WHERE id = ANY($1)";
    private const string After = $"SELECT {DecisionColumns.All} FROM decisions WHERE sequence > $1 ORDER BY sequence LIMIT $2";
    private const string Before =
        $"SELECT {DecisionColumns.All} FROM decisions WHERE sequence < $1 ORDER BY sequence DESC LIMIT $2";

    private const string Lines =
        "SELECT sequence, id, score, verdict, decided_at FROM decisions WHERE sequence > $1 ORDER BY sequence LIMIT $2";

    private const string Events =
        $"SELECT {DecisionColumns.Event} FROM decisions WHERE sequence > $1 ORDER BY sequence LIMIT $2";

    private const string Vectors =
        "SELECT features FROM decisions WHERE sequence > $1 AND sequence <= $2 AND feature_set = $3 ORDER BY sequence";

    /// <summary>Opens a transaction in which decisions are appended, and finds those that were made before, by id.</summary>
    public Task<(TenantConnection Connection, Dictionary<string, DecisionRow> Decided)> OpenAsync(
        TenantId tenant, string[] ids, CancellationToken ct) =>
        database.OpenAsync(tenant, new(Find) { Parameters = { new() { Value = ids } } }, ReadByIdAsync, ct);

    /// <summary>One decision; null when the tenant has none of this id.</summary>
    public async Task<DecisionRow?> FindAsync(TenantId tenant, string id, CancellationToken ct)
    {
        var (connection, decided) = await OpenAsync(tenant, [id], ct);
        await connection.DisposeAsync();
        return decided.GetValueOrDefault(id);
    }

    /// <summary>Appends decisions for good; <see cref="AnnounceDecisions"/> takes it from there.</summary>
    /// <exception cref="PostgresException">Unique violation: another writer appended meanwhile.</exception>
    public static Task AppendAsync(TenantConnection connection, IReadOnlyList<DecisionRow> rows, CancellationToken ct) =>
        connection.CommitAfterAsync(DecisionColumns.InsertOf(rows), ct);

    /// <summary>The log after a position, at most a page of it.</summary>
    public Task<List<DecisionRow>> AfterAsync(TenantId tenant, long sequence, CancellationToken ct) =>
        PageAsync(tenant, After, sequence, PageSize, ct);

    /// <summary>The log before a position, latest first, at most so many rows.</summary>
    public Task<List<DecisionRow>> BeforeAsync(TenantId tenant, long sequence, int limit, CancellationToken ct) =>
        PageAsync(tenant, Before, sequence, limit, ct);

    /// <summary>The log after a position in short, as it is read from the database.</summary>
    public IAsyncEnumerable<DecisionLine> LinesAsync(TenantId tenant, long after, int limit, CancellationToken ct) => StreamAsync(
        tenant, (Lines, after, limit), row => new DecisionLine(
            row.GetInt64(0), row.GetString(1), row.GetDouble(2), (Verdict)row.GetInt16(3), row.GetFieldValue<DateTimeOffset>(4)), ct);

    /// <summary>The events of the log after a position, as they are read from the database.</summary>
    public IAsyncEnumerable<LoggedEvent> EventsAsync(TenantId tenant, long after, int limit, CancellationToken ct) => StreamAsync(
        tenant, (Events, after, limit), row => new LoggedEvent(row.GetInt64(0), DecisionColumns.ReadTransaction(row)), ct);

    /// <summary>Feature vectors of a stretch of the log, as far as they are of one feature set, handed over one by one.</summary>
    public async Task<int> ReadVectorsAsync(
        TenantId tenant, string featureSet, (long After, long UpTo) stretch, Action<float[]> take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await connection.AllowLongAsync(ct);
        await using var command = connection.Command(Vectors);
        command.Parameters.Add(new() { Value = stretch.After });
        command.Parameters.Add(new() { Value = stretch.UpTo });
        command.Parameters.Add(new() { Value = featureSet });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var count = 0;
        for (; await rows.ReadAsync(ct); count++) take(rows.GetFieldValue<float[]>(0));

        return count;
    }

    /// <summary>The position up to which the log was announced, as it was last written.</summary>
    public async Task<long> AnnouncedAsync(TenantId tenant, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command("SELECT sequence FROM announced");
        return await command.ExecuteScalarAsync(ct) is long sequence ? sequence : 0;
    }

    /// <summary>Writes that position; it never goes back.</summary>
    public async Task SetAnnouncedAsync(TenantId tenant, long sequence, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command("UPDATE announced SET sequence = greatest(sequence, $1)");
        command.Parameters.Add(new() { Value = sequence });
        await command.ExecuteNonQueryAsync(ct);
        await connection.CommitAsync(ct);
    }

    private async IAsyncEnumerable<T> StreamAsync<T>(
        TenantId tenant, (string Sql, long After, int Limit) query, Func<NpgsqlDataReader, T> read,
        [EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await connection.AllowLongAsync(ct);
        await using var command = Page(connection, query.Sql, query.After, query.Limit);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) yield return read(rows);
    }

    private Task<List<DecisionRow>> PageAsync(TenantId tenant, string sql, long position, int limit, CancellationToken ct) =>
        database.QueryAsync(tenant, Statement.Of(sql, position, limit), DecisionColumns.Read, ct);

    private static async Task<Dictionary<string, DecisionRow>> ReadByIdAsync(NpgsqlDataReader rows, CancellationToken ct)
    {
        var found = new Dictionary<string, DecisionRow>(StringComparer.Ordinal);
        while (await rows.ReadAsync(ct)) found[rows.GetString(1)] = DecisionColumns.Read(rows);

        return found;
    }

    private static NpgsqlCommand Page(TenantConnection connection, string sql, long position, int limit)
    {
        var command = connection.Command(sql);
        command.Parameters.Add(new() { Value = position });
        command.Parameters.Add(new() { Value = limit });
        return command;
    }
}
