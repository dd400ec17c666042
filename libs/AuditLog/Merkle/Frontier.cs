using System.Numerics;

namespace Platform.AuditLog;

/// <summary>
/// A Merkle tree that only grows, kept as the roots of its complete subtrees: one for each bit of the size, largest first. Adding costs
/// amortised one hash, the root as many as there are bits.
/// </summary>
/// <remarks>RFC 9162, 2.1.2.</remarks>
public sealed class Frontier
{
    private readonly List<Digest> roots;

    /// <summary>An empty tree.</summary>
    public Frontier() => roots = new(64);

    /// <summary>A tree as it was kept.</summary>
    /// <param name="size">Leaves in it.</param>
    /// <param name="roots">Roots of its complete subtrees, largest first.</param>
    /// <exception cref="ArgumentException">There is not one root for each bit of the size.</exception>
    public Frontier(long size, IEnumerable<Digest> roots)
    {
        (Size, this.roots) = (size, [.. roots]);
        if (size < 0 || this.roots.Count != BitOperations.PopCount((ulong)size))
            throw new ArgumentException("There must be one root for each bit of the size.", nameof(roots));
    }

    /// <summary>Leaves in the tree.</summary>
    public long Size { get; private set; }

    /// <summary>Roots of the complete subtrees, largest first.</summary>
    public IReadOnlyList<Digest> Roots => roots;

    /// <summary>Adds a leaf.</summary>
    /// <param name="leaf">Its hash.</param>
    /// <param name="hasher">Hashes nodes.</param>
    /// <param name="completed">Told each node that the leaf completes, from the bottom; null when nobody keeps them.</param>
    public void Add(Digest leaf, LogHasher hasher, Action<TreeNode, Digest>? completed = null)
    {
        var node = leaf;
        var level = 0;
        for (var size = Size; (size & 1) is 1; size >>= 1)
        {
            node = hasher.Node(roots[^1], node);
            roots.RemoveAt(roots.Count - 1);
            level++;
            completed?.Invoke(new(level, size >> 1), node);
        }

        roots.Add(node);
        Size++;
    }

    /// <summary>The root.</summary>
    /// <param name="hasher">Hashes nodes.</param>
    /// <returns>Of an empty tree: the hash of nothing.</returns>
    public Digest Root(LogHasher hasher)
    {
        if (roots.Count is 0) return hasher.Empty();

        var root = roots[^1];
        for (var i = roots.Count - 2; i >= 0; i--) root = hasher.Node(roots[i], root);

        return root;
    }
}
