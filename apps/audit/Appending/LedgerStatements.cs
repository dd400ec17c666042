using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.AuditLog;
using Platform.Contracts;

namespace Platform.Audit;

/// <summary>The statements that add to a log; each works on a whole delivery.</summary>
internal static class LedgerStatements
{
    public static NpgsqlBatchCommand Insert(IReadOnlyList<NewEntry> entries)
    {
        const string sql = """
            INSERT INTO audit_entries
                (sequence, id, time, actor, actor_kind, action, object_type, object_id, subject, result, leaf, chain, content)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """;
        return Statement(
            sql,
            Array(NpgsqlDbType.Bigint, entries, e => e.Sequence),
            Array(NpgsqlDbType.Text, entries, e => e.Event.Id),
            Array(NpgsqlDbType.TimestampTz, entries, e => e.Event.Time.ToUniversalTime()),
            Array(NpgsqlDbType.Text, entries, e => e.Event.Actor),
            Array(NpgsqlDbType.Smallint, entries, e => (short)e.Event.ActorKind),
            Array(NpgsqlDbType.Text, entries, e => e.Event.Action),
            Array(NpgsqlDbType.Text, entries, e => e.Event.ObjectType),
            Array(NpgsqlDbType.Text, entries, e => e.Event.ObjectId),
            Array(NpgsqlDbType.Text, entries, e => e.Event.Subject),
            Array(NpgsqlDbType.Smallint, entries, e => (short)e.Event.Result),
            Array(NpgsqlDbType.Bytea, entries, e => e.Leaf.ToArray()),
            Array(NpgsqlDbType.Bytea, entries, e => e.Chain.ToArray()),
            Array(NpgsqlDbType.Text, entries, e => e.Content));
    }

    public static NpgsqlBatchCommand Insert(IReadOnlyList<(TreeNode Node, Digest Hash)> nodes) => Statement(
        "INSERT INTO audit_nodes (level, position, hash) SELECT * FROM unnest($1, $2, $3)",
        Array(NpgsqlDbType.Smallint, nodes, node => (short)node.Node.Level),
        Array(NpgsqlDbType.Bigint, nodes, node => node.Node.Index),
        Array(NpgsqlDbType.Bytea, nodes, node => node.Hash.ToArray()));

    public static NpgsqlBatchCommand Insert(IReadOnlyList<AuditCheckpoint> checkpoints) => Statement(
        "INSERT INTO audit_checkpoints (size, body) SELECT * FROM unnest($1, $2)",
        Array(NpgsqlDbType.Bigint, checkpoints, checkpoint => checkpoint.Size),
        Array(NpgsqlDbType.Text, checkpoints, checkpoint => JsonSerializer.Serialize(checkpoint, ContractsJson.Default.AuditCheckpoint)));

    /// <summary>Keeps a public key for good, for those who verify later.</summary>
    public static NpgsqlBatchCommand Insert(SigningKey key) => Statement(
        "INSERT INTO audit_keys (id, pem) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        Of(NpgsqlDbType.Text, key.Id),
        Of(NpgsqlDbType.Text, key.Pem));

    /// <summary>Moves the head.</summary>
    public static NpgsqlBatchCommand Move(LogHead head) => Statement(
        "UPDATE audit_head SET size = $1, chain = $2, roots = $3, signed = $4",
        Of(NpgsqlDbType.Bigint, head.Size),
        Of(NpgsqlDbType.Bytea, head.Chain.ToArray()),
        Of(NpgsqlDbType.Bytea, head.Tree.Roots.SelectMany(root => root.ToArray()).ToArray()),
        Of(NpgsqlDbType.Bigint, head.Signed));

    public static NpgsqlParameter Of(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };

    private static NpgsqlParameter Array<TItem, T>(NpgsqlDbType type, IReadOnlyList<TItem> items, Func<TItem, T> field) =>
        Of(NpgsqlDbType.Array | type, items.Select(field).ToArray());

    private static NpgsqlBatchCommand Statement(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);

        return command;
    }
}
