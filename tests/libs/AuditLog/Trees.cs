using System.Globalization;

namespace Platform.AuditLog.Tests;

/// <summary>Trees made the slow, obvious way: the definition of RFC 9162, 2.1.1 to 2.1.4, word for word.</summary>
internal static class Trees
{
    public static Digest Root(LogHasher hasher, ReadOnlySpan<Digest> leaves)
    {
        if (leaves.Length is 0) return hasher.Empty();
        if (leaves.Length is 1) return leaves[0];

        var k = Split(leaves.Length);
        return hasher.Node(Root(hasher, leaves[..k]), Root(hasher, leaves[k..]));
    }

    public static List<Digest> Path(LogHasher hasher, int leaf, ReadOnlySpan<Digest> leaves)
    {
        if (leaves.Length is 1) return [];

        var k = Split(leaves.Length);
        return leaf < k
            ? [.. Path(hasher, leaf, leaves[..k]), Root(hasher, leaves[k..])]
            : [.. Path(hasher, leaf - k, leaves[k..]), Root(hasher, leaves[..k])];
    }

    public static List<Digest> Consistency(LogHasher hasher, int from, ReadOnlySpan<Digest> leaves, bool whole = true)
    {
        if (from == leaves.Length) return whole ? [] : [Root(hasher, leaves)];

        var k = Split(leaves.Length);
        return from <= k
            ? [.. Consistency(hasher, from, leaves[..k], whole), Root(hasher, leaves[k..])]
            : [.. Consistency(hasher, from - k, leaves[k..], false), Root(hasher, leaves[..k])];
    }

    public static Digest[] Leaves(LogHasher hasher, int count) =>
        [.. Enumerable.Range(0, count).Select(i => hasher.Leaf([(byte)i, (byte)(i >> 8)]))];

    /// <summary>Hashes of complete subtrees, found the way a store finds them.</summary>
    public static Func<TreeNode, Digest> Nodes(LogHasher hasher, Digest[] leaves) =>
        node => Root(hasher, leaves.AsSpan((int)(node.Index << node.Level), 1 << node.Level));

    public static Digest Hex(string hex) =>
        Digest.TryParse(hex, out var digest) ? digest : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{hex}"));

    private static int Split(int size)
    {
        var k = 1;
        while (2 * k < size) k *= 2;
        return k;
    }
}
