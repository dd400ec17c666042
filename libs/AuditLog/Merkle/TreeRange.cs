using System.Numerics;

namespace Platform.AuditLog;

/// <summary>A complete subtree: the leaves from <c>Index · 2^Level</c> on, 2^Level of them.</summary>
/// <param name="Level">Its height, 0 for a leaf.</param>
/// <param name="Index">Its place among those of its level, from 0.</param>
public readonly record struct TreeNode(int Level, long Index);

/// <summary>Leaves that have a node of their own in some tree; a proof is the hashes of such ranges.</summary>
/// <param name="Start">The first leaf, from 0.</param>
/// <param name="End">The one after the last.</param>
public readonly record struct TreeRange(long Start, long End)
{
    /// <summary>The complete subtrees that make it up, largest first.</summary>
    /// <returns>At most 63.</returns>
    public IEnumerable<TreeNode> Nodes()
    {
        for (var start = Start; start < End;)
        {
            var level = BitOperations.Log2((ulong)(End - start));
            yield return new(level, start >> level);
            start += 1L << level;
        }
    }

    /// <summary>The hash of the range.</summary>
    /// <param name="hasher">Hashes nodes.</param>
    /// <param name="find">Gives the hash of a complete subtree.</param>
    /// <returns>MTH of RFC 9162, 2.1.1.</returns>
    public Digest Hash(LogHasher hasher, Func<TreeNode, Digest> find)
    {
        Digest? hash = null;
        foreach (var node in Nodes().Reverse()) hash = hash is { } right ? hasher.Node(find(node), right) : find(node);

        return hash ?? hasher.Empty();
    }
}
