using System.Security.Cryptography;

namespace Platform.AuditLog;

/// <summary>
/// The three hashes of a log: of an entry's content (leaf), of two nodes of the tree, and of the chain. Their first byte keeps them
/// apart, so none can be passed off as another. Not for concurrent use.
/// </summary>
/// <remarks>RFC 9162, 2.1.1 for leaf and node; the chain is our own, adr/0021.</remarks>
public sealed class LogHasher : IDisposable
{
    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;
    private const byte ChainPrefix = 2;

    // Half the cost of a one-shot call: the digest's context is made once.
    private readonly IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] pair = new byte[1 + 2 * Digest.Length];
    private readonly byte[] leafPrefix = [LeafPrefix];

    /// <summary>Hash of an entry's content.</summary>
    /// <param name="content">The canonical bytes.</param>
    /// <returns>SHA-256(0x00 ‖ content).</returns>
    public Digest Leaf(ReadOnlySpan<byte> content)
    {
        sha.AppendData(leafPrefix);
        sha.AppendData(content);
        return Finish();
    }

    /// <summary>Hash of an inner node.</summary>
    /// <param name="left">The left child.</param>
    /// <param name="right">The right child.</param>
    /// <returns>SHA-256(0x01 ‖ left ‖ right).</returns>
    public Digest Node(Digest left, Digest right) => Pair(NodePrefix, left, right);

    /// <summary>Head of the chain after an entry.</summary>
    /// <param name="previous">The head before; zero before the first entry.</param>
    /// <param name="leaf">The entry's leaf hash.</param>
    /// <returns>SHA-256(0x02 ‖ previous ‖ leaf).</returns>
    public Digest Chain(Digest previous, Digest leaf) => Pair(ChainPrefix, previous, leaf);

    /// <summary>Root of a log without entries.</summary>
    /// <returns>SHA-256 of nothing.</returns>
    public Digest Empty() => Finish();

    /// <summary>Frees the digest's context.</summary>
    public void Dispose() => sha.Dispose();

    private Digest Pair(byte prefix, Digest left, Digest right)
    {
        pair[0] = prefix;
        left.CopyTo(pair.AsSpan(1));
        right.CopyTo(pair.AsSpan(1 + Digest.Length));
        sha.AppendData(pair);
        return Finish();
    }

    private Digest Finish()
    {
        Span<byte> bytes = stackalloc byte[Digest.Length];
        sha.GetHashAndReset(bytes);
        return Digest.Of(bytes);
    }
}
