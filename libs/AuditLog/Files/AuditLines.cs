using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts;

namespace Platform.AuditLog;

/// <summary>
/// The lines of an export, each ended by a line feed: first the head, which is the newest checkpoint and says what must follow; then what
/// was sealed, if anything; then the entries in order, and each checkpoint behind the last entry it covers.
/// </summary>
public static class AuditLines
{
    /// <summary>The longest line, in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    internal static ReadOnlySpan<byte> Hash => "{\"hash\":\""u8;

    internal static ReadOnlySpan<byte> Content => "\",\"entry\":"u8;

    internal static ReadOnlySpan<byte> Checkpoint => "{\"checkpoint\":"u8;

    internal static ReadOnlySpan<byte> Head => "{\"head\":"u8;

    internal static ReadOnlySpan<byte> Sealed => "{\"sealed\":"u8;

    private static ReadOnlySpan<byte> End => "}\n"u8;

    /// <summary>Writes an entry.</summary>
    /// <param name="output">Takes the line.</param>
    /// <param name="chain">Head of the chain after it.</param>
    /// <param name="content">Its canonical bytes.</param>
    public static void WriteEntry(IBufferWriter<byte> output, Digest chain, ReadOnlySpan<byte> content)
    {
        output.Write(Hash);
        var hex = output.GetSpan(2 * Digest.Length);
        Span<byte> bytes = stackalloc byte[Digest.Length];
        chain.CopyTo(bytes);
        Convert.TryToHexStringLower(bytes, hex, out var written);
        output.Advance(written);
        output.Write(Content);
        output.Write(content);
        output.Write(End);
    }

    /// <summary>Writes the first line.</summary>
    /// <param name="output">Takes the line.</param>
    /// <param name="newest">The checkpoint that covers all that follows.</param>
    public static void WriteHead(IBufferWriter<byte> output, AuditCheckpoint newest) =>
        Write(output, Head, newest, ContractsJson.Default.AuditCheckpoint);

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="output">Takes the line.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    public static void WriteCheckpoint(IBufferWriter<byte> output, AuditCheckpoint checkpoint) =>
        Write(output, Checkpoint, checkpoint, ContractsJson.Default.AuditCheckpoint);

    /// <summary>Writes what stands for entries whose content is gone.</summary>
    /// <param name="output">Takes the line.</param>
    /// <param name="part">The sealed part.</param>
    public static void WriteSealed(IBufferWriter<byte> output, SealedPart part) =>
        Write(output, Sealed, part, AuditLogJson.Default.SealedPart);

    // Only the exact bytes that the writer makes are taken, so no bit of a line is without meaning.
    internal static T? Read<T>(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, JsonTypeInfo<T> info) where T : class
    {
        if (!line.StartsWith(name) || line is not [.., (byte)'}']) return null;

        try
        {
            var value = JsonSerializer.Deserialize(line[name.Length..^1], info);
            var again = new ArrayBufferWriter<byte>(line.Length + 1);
            if (value is not null) Write(again, name, value, info);
            return again.WrittenSpan is [.. var same, (byte)'\n'] && same.SequenceEqual(line) ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Write<T>(IBufferWriter<byte> output, ReadOnlySpan<byte> name, T value, JsonTypeInfo<T> info)
    {
        output.Write(name);
        using (var json = new Utf8JsonWriter(output)) JsonSerializer.Serialize(json, value, info);
        output.Write(End);
    }
}
