using System.Text.Json;
using NpgsqlTypes;
using Platform.AuditLog;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Audit;

/// <summary>What was sealed of a tenant's log, and what may be. Every method asks whose log it is first.</summary>
internal sealed class SealedStore(TenantDatabase database)
{
    // From the oldest on, so the search ends at the first entry that must stay.
    private const string DueSql = """
        SELECT c.body, e.chain FROM audit_checkpoints c JOIN audit_entries e ON e.sequence = c.size
        WHERE c.size < coalesce(
            (SELECT sequence FROM audit_entries WHERE time >= $1 ORDER BY sequence LIMIT 1), 9223372036854775807)
        ORDER BY c.size DESC LIMIT 1
        """;

    /// <summary>What was sealed; null when nothing was.</summary>
    public async Task<SealedPart?> FindAsync(TenantId tenant, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        return await FindAsync(connection, ct);
    }

    /// <summary>The same, in a transaction.</summary>
    public static async Task<SealedPart?> FindAsync(TenantConnection connection, CancellationToken ct)
    {
        await using var command = connection.Command("SELECT size, chain, roots FROM audit_sealed");
        await using var rows = await command.ExecuteReaderAsync(ct);
        if (!await rows.ReadAsync(ct)) return null;

        var roots = rows.GetFieldValue<byte[]>(2).Chunk(Digest.Length);
        return new(rows.GetInt64(0), Hex(rows.GetFieldValue<byte[]>(1)), [.. roots.Select(Hex)]);
    }

    /// <summary>
    /// The last checkpoint below which every entry is older than a time, and the chain that is kept beside it; null when there is none.
    /// </summary>
    public async Task<(AuditCheckpoint Checkpoint, string Chain)?> DueAsync(TenantId tenant, DateTimeOffset before, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(DueSql);
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.TimestampTz, before.ToUniversalTime()));
        await using var rows = await command.ExecuteReaderAsync(ct);
        if (!await rows.ReadAsync(ct)) return null;

        return JsonSerializer.Deserialize(rows.GetString(0), ContractsJson.Default.AuditCheckpoint) is { } checkpoint
            ? (checkpoint, Hex(rows.GetFieldValue<byte[]>(1)))
            : null;
    }

    /// <summary>Puts a part in the place of its entries, for good; gives how many went.</summary>
    public async Task<long> SealAsync(TenantId tenant, SealedPart part, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command("SELECT audit_seal($1, $2, $3)");
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.Bigint, part.Size));
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.Bytea, Convert.FromHexString(part.Chain)));
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.Bytea, Convert.FromHexString(string.Concat(part.Roots))));
        var gone = await command.ExecuteScalarAsync(ct) is long count ? count : 0;
        await connection.CommitAsync(ct);
        return gone;
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
