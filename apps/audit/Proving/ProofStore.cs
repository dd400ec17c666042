using Npgsql;
using NpgsqlTypes;
using Platform.AuditLog;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Audit;

/// <summary>Makes the hashes of a proof from the nodes and leaves that are kept: two queries, at most some hundred rows.</summary>
internal sealed class ProofStore(TenantDatabase database)
{
    private const string NodesSql = """
        SELECT level, position, hash FROM audit_nodes
        JOIN unnest($1, $2) AS wanted (l, p) ON level = l AND position = p
        """;

    private const string LeavesSql = "SELECT sequence, leaf FROM audit_entries WHERE sequence = ANY ($1)";

    /// <summary>The hashes of ranges of a tenant's tree.</summary>
    /// <returns>In the order of the ranges; null when a range needs leaves that are not there.</returns>
    public async Task<IReadOnlyList<Digest>?> HashesAsync(TenantId tenant, IReadOnlyList<TreeRange> ranges, CancellationToken ct)
    {
        var nodes = ranges.SelectMany(range => range.Nodes()).ToHashSet();
        var (kept, leaves) = (new Dictionary<TreeNode, Digest>(), new Dictionary<long, Digest>());
        SealedPart? part;
        await using (var connection = await database.OpenAsync(tenant, ct))
        {
            await ReadNodesAsync(connection, [.. nodes.Where(node => node.Level >= LogGrowth.LowestLevel)], kept, ct);
            var low = nodes.Where(node => node.Level < LogGrowth.LowestLevel);
            await ReadLeavesAsync(connection, [.. low.SelectMany(LeavesOf)], leaves, ct);
            part = await SealedStore.FindAsync(connection, ct);
        }

        using var hasher = new LogHasher();
        foreach (var node in nodes.Where(node => node.Level < LogGrowth.LowestLevel))
        {
            if (LowRoot(node, leaves, part, hasher) is not { } root) return null;
            kept[node] = root;
        }

        return nodes.All(kept.ContainsKey) ? [.. ranges.Select(range => range.Hash(hasher, node => kept[node]))] : null;
    }

    // What is sealed of a low node is among the kept roots: they are the largest complete subtrees below the first remaining leaf.
    private static Digest? LowRoot(TreeNode node, Dictionary<long, Digest> leaves, SealedPart? part, LogHasher hasher)
    {
        var (start, end) = (node.Index << node.Level, (node.Index + 1) << node.Level);
        var split = Math.Clamp(part?.Size ?? 0, start, end);
        var roots = new List<Digest>();
        foreach (var below in new TreeRange(start, split).Nodes())
        {
            if (part?.Root(below) is not { } root) return null;
            roots.Add(root);
        }

        var tree = new Frontier(split - start, roots);
        for (var leaf = split; leaf < end; leaf++)
        {
            if (!leaves.TryGetValue(leaf, out var hash)) return null;
            tree.Add(hash, hasher);
        }

        return tree.Root(hasher);
    }

    private static async Task ReadNodesAsync(
        TenantConnection connection, TreeNode[] nodes, Dictionary<TreeNode, Digest> kept, CancellationToken ct)
    {
        if (nodes.Length is 0) return;

        await using var command = connection.Command(NodesSql);
        command.Parameters.Add(LedgerStatements.Of(
            NpgsqlDbType.Array | NpgsqlDbType.Smallint, Array.ConvertAll(nodes, node => (short)node.Level)));
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.Array | NpgsqlDbType.Bigint, Array.ConvertAll(nodes, node => node.Index)));
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) kept[new(rows.GetInt16(0), rows.GetInt64(1))] = Hash(rows, 2);
    }

    private static async Task ReadLeavesAsync(
        TenantConnection connection, long[] wanted, Dictionary<long, Digest> leaves, CancellationToken ct)
    {
        await using var command = connection.Command(LeavesSql);
        command.Parameters.Add(LedgerStatements.Of(
            NpgsqlDbType.Array | NpgsqlDbType.Bigint, Array.ConvertAll(wanted, leaf => leaf + 1)));
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) leaves[rows.GetInt64(0) - 1] = Hash(rows, 1);
    }

    private static Digest Hash(NpgsqlDataReader rows, int column) => Digest.Of(rows.GetFieldValue<byte[]>(column));

    private static IEnumerable<long> LeavesOf(TreeNode node)
    {
        for (var leaf = node.Index << node.Level; leaf < (node.Index + 1) << node.Level; leaf++) yield return leaf;
    }
}
