using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Platform.Local.Components.Redis;

/// <summary>One word of a command.</summary>
internal readonly record struct RedisArg(ReadOnlyMemory<byte> Bytes)
{
    public static implicit operator RedisArg(string text) => new(Encoding.UTF8.GetBytes(text));

    public static implicit operator RedisArg(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static implicit operator RedisArg(ReadOnlyMemory<byte> bytes) => new(bytes);
}

/// <summary>A command: its name and arguments.</summary>
internal sealed record RedisCommand(params RedisArg[] Args)
{
    public void WriteTo(IBufferWriter<byte> buffer)
    {
        WriteCount(buffer, '*', Args.Length);
        foreach (var arg in Args)
        {
            WriteCount(buffer, '$', arg.Bytes.Length);
            buffer.Write(arg.Bytes.Span);
            buffer.Write("\r\n"u8);
        }
    }

    private static void WriteCount(IBufferWriter<byte> buffer, char kind, int count)
    {
        var span = buffer.GetSpan(16);
        span[0] = (byte)kind;
        Utf8Formatter.TryFormat(count, span[1..], out var written);
        "\r\n"u8.CopyTo(span[(1 + written)..]);
        buffer.Advance(written + 3);
    }
}
