using System.Numerics;

namespace Platform.AuditLog;

/// <summary>Which hashes prove what, and whether they do. Everything takes time logarithmic in the size.</summary>
/// <remarks>RFC 9162, 2.1.3 and 2.1.4.</remarks>
public static class TreeProof
{
    /// <summary>The ranges whose hashes prove that a leaf is in a tree, from the leaf up.</summary>
    /// <param name="leaf">The leaf, from 0.</param>
    /// <param name="size">Leaves in the tree.</param>
    /// <returns>At most 63 ranges.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such leaf.</exception>
    public static IReadOnlyList<TreeRange> Inclusion(long leaf, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leaf);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(leaf, size);
        var path = new List<TreeRange>();
        for (var (start, end) = (0L, size); end - start > 1;)
        {
            var middle = start + Split(end - start);
            path.Add(leaf < middle ? new(middle, end) : new(start, middle));
            (start, end) = leaf < middle ? (start, middle) : (middle, end);
        }

        path.Reverse();
        return path;
    }

    /// <summary>The ranges whose hashes prove that a tree grew out of an earlier one.</summary>
    /// <param name="from">Leaves in the earlier tree, at least 1.</param>
    /// <param name="to">Leaves in the later tree.</param>
    /// <returns>At most 64 ranges; none when the sizes are equal.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The earlier tree is empty, or larger.</exception>
    public static IReadOnlyList<TreeRange> Consistency(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        var path = new List<TreeRange>();
        var (start, end) = (0L, to);
        while (end != from)
        {
            var middle = start + Split(end - start);
            path.Add(from <= middle ? new(middle, end) : new(start, middle));
            (start, end) = from <= middle ? (start, middle) : (middle, end);
        }

        if (start > 0) path.Add(new(start, end));
        path.Reverse();
        return path;
    }

    /// <summary>Whether a path leads from a leaf to a root.</summary>
    /// <param name="place">The leaf, from 0, and the leaves in the tree.</param>
    /// <param name="leaf">The leaf's hash.</param>
    /// <param name="path">The hashes, from the leaf up.</param>
    /// <param name="root">The root.</param>
    /// <returns>False for every path that is not exactly the one.</returns>
    public static bool IsIncluded((long Leaf, long Size) place, Digest leaf, IReadOnlyList<Digest> path, Digest root)
    {
        var (node, last) = (place.Leaf, place.Size - 1);
        if (node < 0 || node > last) return false;

        using var hasher = new LogHasher();
        var hash = leaf;
        foreach (var sibling in path)
        {
            if (last is 0) return false;
            var isRight = (node & 1) is 1 || node == last;
            hash = isRight ? hasher.Node(sibling, hash) : hasher.Node(hash, sibling);
            if (isRight) (node, last) = Up(node, last);
            (node, last) = (node >> 1, last >> 1);
        }

        return last is 0 && hash == root;
    }

    /// <summary>Whether a path proves that the later root's tree grew out of the earlier root's.</summary>
    /// <param name="sizes">Leaves in the earlier and in the later tree.</param>
    /// <param name="from">Root of the earlier tree.</param>
    /// <param name="to">Root of the later tree.</param>
    /// <param name="path">The hashes.</param>
    /// <returns>False for every path that is not exactly the one.</returns>
    public static bool IsConsistent((long From, long To) sizes, Digest from, Digest to, IReadOnlyList<Digest> path)
    {
        if (sizes.From < 1 || sizes.From > sizes.To) return false;
        if (sizes.From == sizes.To) return path.Count is 0 && from == to;

        // An earlier tree that is complete is its own first node.
        Digest[] hashes = BitOperations.IsPow2(sizes.From) ? [from, .. path] : [.. path];
        if (hashes.Length is 0) return false;

        var trailing = BitOperations.TrailingZeroCount(~(sizes.From - 1));
        var (node, last) = ((sizes.From - 1) >> trailing, (sizes.To - 1) >> trailing);
        using var hasher = new LogHasher();
        var (earlier, later) = (hashes[0], hashes[0]);
        foreach (var sibling in hashes.AsSpan(1))
        {
            if (last is 0) return false;
            var isRight = (node & 1) is 1 || node == last;
            if (isRight) earlier = hasher.Node(sibling, earlier);
            later = isRight ? hasher.Node(sibling, later) : hasher.Node(later, sibling);
            if (isRight) (node, last) = Up(node, last);
            (node, last) = (node >> 1, last >> 1);
        }

        return last is 0 && earlier == from && later == to;
    }

    // Where a node on the right edge has no sibling it is passed up as it is.
    private static (long Node, long Last) Up(long node, long last)
    {
        while ((node & 1) is 0 && node is not 0) (node, last) = (node >> 1, last >> 1);
        return (node, last);
    }

    // The largest power of two below the size.
    private static long Split(long size) => 1L << BitOperations.Log2((ulong)(size - 1));
}
