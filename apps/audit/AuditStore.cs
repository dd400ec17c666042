using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.AuditLog;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Audit;

/// <summary>An entry as it is kept.</summary>
/// <param name="Sequence">Its position.</param>
/// <param name="Chain">Head of the chain after it.</param>
/// <param name="Leaf">Hash of its content.</param>
/// <param name="Content">The canonical bytes, as text.</param>
internal sealed record StoredEntry(long Sequence, Digest Chain, Digest Leaf, string Content)
{
    public AuditEntry ToEntry() => new(Sequence, Chain.ToString(), EntryContent.Read(Encoding.UTF8.GetBytes(Content)));
}

/// <summary>Reads the log of a tenant. Every method asks whose log it is first.</summary>
internal sealed class AuditStore(TenantDatabase database)
{
    private const string Columns = "sequence, chain, leaf, content";
    private const string FindSql = $"SELECT {Columns} FROM audit_entries WHERE id = $1";
    private const string AllSql = $"SELECT {Columns} FROM audit_entries WHERE sequence <= $1 ORDER BY sequence";
    private const string SubjectSql = $"SELECT {Columns} FROM audit_entries WHERE subject = $1 ORDER BY sequence LIMIT $2";
    private const string NewestSql = "SELECT body FROM audit_checkpoints ORDER BY size DESC LIMIT 1";
    private const string CheckpointsSql = "SELECT body FROM audit_checkpoints WHERE size <= $1 ORDER BY size";

    // One statement for every filter: the planner sees the values, so a condition on null costs nothing.
    private const string PageSql = $"""
        SELECT {Columns} FROM audit_entries
        WHERE ($1 IS NULL OR actor = $1) AND ($2 IS NULL OR action = $2) AND ($3 IS NULL OR object_id = $3)
          AND ($4 IS NULL OR object_type = $4) AND ($5 IS NULL OR result = $5)
          AND ($6 IS NULL OR time >= $6) AND ($7 IS NULL OR time < $7) AND ($8 IS NULL OR sequence < $8)
        ORDER BY sequence DESC LIMIT $9
        """;

    /// <summary>One entry by the id of its event, or null when the tenant has none.</summary>
    public async Task<StoredEntry?> FindAsync(TenantId tenant, string id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(FindSql);
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.Text, id));
        await using var rows = await command.ExecuteReaderAsync(ct);
        return await rows.ReadAsync(ct) ? Read(rows) : null;
    }

    /// <summary>A page of entries, newest first.</summary>
    public async Task<AuditPage> PageAsync(TenantId tenant, AuditFilter filter, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(PageSql);
        command.Parameters.AddRange(ParametersOf(filter));
        await using var rows = await command.ExecuteReaderAsync(ct);
        var entries = new List<AuditEntry>(filter.Limit);
        while (entries.Count < filter.Limit && await rows.ReadAsync(ct)) entries.Add(Read(rows).ToEntry());

        // One row more than asked for was selected: it says whether another page follows.
        return new(entries, await rows.ReadAsync(ct) ? AuditCursor.Write(entries[^1].Sequence) : null);
    }

    /// <summary>The oldest entries about a person, with their personal fields closed.</summary>
    public async Task<IReadOnlyList<AuditEntry>> OfSubjectAsync(TenantId tenant, string subject, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(SubjectSql);
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.Text, subject));
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.Integer, limit));
        await using var rows = await command.ExecuteReaderAsync(ct);
        var entries = new List<AuditEntry>();
        while (await rows.ReadAsync(ct)) entries.Add(Read(rows).ToEntry());

        return entries;
    }

    /// <summary>The newest checkpoint; null before the first.</summary>
    public async Task<AuditCheckpoint?> NewestAsync(TenantId tenant, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(NewestSql);
        return await command.ExecuteScalarAsync(ct) is string body ? Checkpoint(body) : null;
    }

    /// <summary>The checkpoints up to a size, in order.</summary>
    public async IAsyncEnumerable<AuditCheckpoint> CheckpointsAsync(
        TenantId tenant, long size, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await connection.AllowLongAsync(ct);
        await using var command = connection.Command(CheckpointsSql);
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.Bigint, size));
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) yield return Checkpoint(rows.GetString(0));
    }

    /// <summary>All entries up to a size, in order, as they are read from the database.</summary>
    public async IAsyncEnumerable<StoredEntry> EntriesAsync(TenantId tenant, long size, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await connection.AllowLongAsync(ct);
        await using var command = connection.Command(AllSql);
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.Bigint, size));
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) yield return Read(rows);
    }

    /// <summary>The public keys that this log was ever signed with.</summary>
    public async Task<IReadOnlyList<AuditKey>> KeysAsync(TenantId tenant, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command("SELECT id, pem FROM audit_keys ORDER BY id");
        await using var rows = await command.ExecuteReaderAsync(ct);
        var keys = new List<AuditKey>();
        while (await rows.ReadAsync(ct)) keys.Add(new(rows.GetString(0), rows.GetString(1)));

        return keys;
    }

    private static StoredEntry Read(NpgsqlDataReader rows) => new(
        rows.GetInt64(0), Digest.Of(rows.GetFieldValue<byte[]>(1)), Digest.Of(rows.GetFieldValue<byte[]>(2)), rows.GetString(3));

    private static AuditCheckpoint Checkpoint(string body) =>
        JsonSerializer.Deserialize(body, ContractsJson.Default.AuditCheckpoint) ?? throw new JsonException("A stored checkpoint is null.");

    private static NpgsqlParameter[] ParametersOf(AuditFilter filter) =>
    [
        LedgerStatements.Of(NpgsqlDbType.Text, filter.Actor),
        LedgerStatements.Of(NpgsqlDbType.Text, filter.Action),
        LedgerStatements.Of(NpgsqlDbType.Text, filter.Object),
        LedgerStatements.Of(NpgsqlDbType.Text, filter.ObjectType),
        LedgerStatements.Of(NpgsqlDbType.Smallint, (short?)filter.Result),
        LedgerStatements.Of(NpgsqlDbType.TimestampTz, filter.Since?.ToUniversalTime()),
        LedgerStatements.Of(NpgsqlDbType.TimestampTz, filter.Until?.ToUniversalTime()),
        LedgerStatements.Of(NpgsqlDbType.Bigint, filter.Before),
        LedgerStatements.Of(NpgsqlDbType.Integer, filter.Limit + 1),
    ];
}
