using System.Buffers;
using System.Buffers.Text;

namespace Platform.Local.Components.Redis;

/// <summary>Reads RESP2 and the parts of RESP3 that a server may send without being asked.</summary>
internal static class RespReader
{
    private const int MaxDepth = 16;
    private const int MaxBytes = 512 << 20;

    /// <summary>Takes one whole answer from the front; false when it has not all arrived yet.</summary>
    /// <exception cref="RedisException">It is no RESP.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out RespValue value)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!TryRead(ref reader, 0, out value)) return false;
        buffer = buffer.Slice(reader.Position);
        return true;
    }

    private static bool TryRead(ref SequenceReader<byte> reader, int depth, out RespValue value)
    {
        value = RespValue.Null;
        if (depth > MaxDepth) throw new RedisException("the answer nests too deep");
        if (!reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8)) return false;
        var text = line.ToArray();
        if (text.Length == 0) throw new RedisException("an answer without a type");
        return (char)text[0] switch
        {
            '+' or ',' or '(' => Simple(RespKind.Text, text, out value),
            '-' => Simple(RespKind.Error, text, out value),
            ':' => Whole(text, out value),
            '#' => Whole(text[1] == 't' ? ":1"u8 : ":0"u8, out value),
            '_' => true,
            '$' or '=' or '!' => TryReadBulk(ref reader, Number(text), out value),
            '*' or '~' or '>' => TryReadItems(ref reader, Number(text), depth, out value),
            '%' => TryReadItems(ref reader, 2 * Number(text), depth, out value),
            var other => throw new RedisException($"'{other}' is no type of RESP"),
        };
    }

    private static bool Simple(RespKind kind, byte[] text, out RespValue value)
    {
        value = new RespValue { Kind = kind, Bytes = text[1..] };
        return true;
    }

    private static bool Whole(ReadOnlySpan<byte> text, out RespValue value)
    {
        value = new RespValue { Kind = RespKind.Integer, Integer = Number(text) };
        return true;
    }

    private static bool TryReadBulk(ref SequenceReader<byte> reader, long length, out RespValue value)
    {
        value = RespValue.Null;
        if (length < 0) return true;
        if (length > MaxBytes) throw new RedisException($"an answer of {length} bytes is too large");
        if (reader.Remaining < length + 2) return false;
        var bytes = new byte[length];
        reader.TryCopyTo(bytes);
        reader.Advance(length + 2);
        value = new RespValue { Kind = RespKind.Text, Bytes = bytes };
        return true;
    }

    private static bool TryReadItems(ref SequenceReader<byte> reader, long count, int depth, out RespValue value)
    {
        value = RespValue.Null;
        if (count < 0) return true;
        var items = new List<RespValue>((int)Math.Min(count, 1_024));
        for (var i = 0L; i < count; i++)
        {
            if (!TryRead(ref reader, depth + 1, out var item)) return false;
            items.Add(item);
        }

        value = new RespValue { Kind = RespKind.Array, Items = items };
        return true;
    }

    private static long Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text[1..], out long number, out var read) && read == text.Length - 1
            ? number
            : throw new RedisException("a number is expected in the answer");
}
