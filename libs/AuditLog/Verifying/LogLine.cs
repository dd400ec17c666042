namespace Platform.AuditLog;

internal enum LineKind
{
    Malformed,
    Head,
    Sealed,
    Entry,
    Checkpoint,
}

/// <summary>A line of an export.</summary>
/// <param name="Kind">What it looks like.</param>
/// <param name="Sequence">Position of an entry.</param>
/// <param name="Leaf">Leaf hash of an entry's content, as computed.</param>
/// <param name="Chain">Head of the chain after an entry, as the line says.</param>
/// <param name="Bytes">The line without its line feed; valid until the next line is read.</param>
internal readonly record struct LogLine(LineKind Kind, long Sequence, Digest Leaf, Digest Chain, ReadOnlyMemory<byte> Bytes)
{
    private const int HashAt = 9;
    private const int ContentAt = HashAt + 2 * Digest.Length;

    /// <summary>Reads a line and hashes its content; everything that can be done without the lines before it.</summary>
    public static LogLine Of(ReadOnlyMemory<byte> bytes, ReadOnlySpan<byte> tenant, LogHasher hasher)
    {
        var line = bytes.Span;
        if (line.StartsWith(AuditLines.Hash)) return Entry(bytes, tenant, hasher);

        var kind = line.StartsWith(AuditLines.Checkpoint) ? LineKind.Checkpoint
            : line.StartsWith(AuditLines.Head) ? LineKind.Head
            : line.StartsWith(AuditLines.Sealed) ? LineKind.Sealed
            : LineKind.Malformed;
        return new(kind, 0, default, default, bytes);
    }

    private static LogLine Entry(ReadOnlyMemory<byte> bytes, ReadOnlySpan<byte> tenant, LogHasher hasher)
    {
        var line = bytes.Span;
        var contentAt = ContentAt + AuditLines.Content.Length;
        if (line.Length < contentAt + 3 || line[^1] is not (byte)'}' || !line[ContentAt..].StartsWith(AuditLines.Content)
            || !Digest.TryParse(line[HashAt..ContentAt], out var chain)
            || !EntryContent.TryReadSequence(line[contentAt..^1], tenant, out var sequence))
        {
            return new(LineKind.Malformed, 0, default, default, bytes);
        }

        return new(LineKind.Entry, sequence, hasher.Leaf(line[contentAt..^1]), chain, bytes);
    }
}
