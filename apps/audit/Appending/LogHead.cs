using Npgsql;
using Platform.AuditLog;

namespace Platform.Audit;

/// <summary>The state of a log that the next entry is added to.</summary>
/// <param name="Tree">Complete subtrees of the Merkle tree.</param>
/// <param name="Chain">Head of the hash chain.</param>
/// <param name="Signed">Size of the last checkpoint.</param>
internal sealed record LogHead(Frontier Tree, Digest Chain, long Signed)
{
    public const string LockSql = "SELECT size, chain, roots, signed FROM audit_head FOR UPDATE";

    public long Size => Tree.Size;

    public static async Task<LogHead> ReadAsync(NpgsqlDataReader rows, CancellationToken ct)
    {
        if (!await rows.ReadAsync(ct)) throw new InvalidOperationException("The audit log has no head.");

        var roots = rows.GetFieldValue<byte[]>(2).Chunk(Digest.Length).Select(bytes => Digest.Of(bytes));
        return new(new(rows.GetInt64(0), roots), Digest.Of(rows.GetFieldValue<byte[]>(1)), rows.GetInt64(3));
    }
}
