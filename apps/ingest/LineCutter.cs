using System.Buffers;

namespace Platform.Ingest;

/// <summary>Cuts lines out of what has arrived so far; a line over the limit is passed over without being held.</summary>
internal sealed class LineCutter(int maxLineBytes)
{
    private static ReadOnlySpan<byte> Whitespace => " \t\r\n"u8;

    private int next;
    private bool overlong;

    /// <summary>Why an event over the limit is refused.</summary>
    public static string TooLong(int maxBytes) => $"The event is longer than {maxBytes} bytes.";

    /// <summary>Takes the next line that holds something.</summary>
    /// <param name="buffer">What has arrived and is not consumed; what remains of it afterwards.</param>
    /// <param name="completed">True when nothing follows, so that the last line needs no line feed.</param>
    /// <param name="line">The line.</param>
    /// <returns>False when more has to arrive first, or when nothing is left.</returns>
    public bool TryNext(ref ReadOnlySequence<byte> buffer, bool completed, out RawEvent line)
    {
        line = default;
        while (TryCut(ref buffer, completed, out var bytes))
        {
            var index = next++;
            var tooLong = overlong || bytes.Length > maxLineBytes;
            overlong = false;
            if (tooLong)
            {
                line = new(index, default, TooLong(maxLineBytes));
                return true;
            }

            var json = bytes.IsSingleSegment ? bytes.First : bytes.ToArray();
            if (json.Span.IndexOfAnyExcept(Whitespace) >= 0)
            {
                line = new(index, json);
                return true;
            }
        }

        return false;
    }

    private bool TryCut(ref ReadOnlySequence<byte> buffer, bool completed, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }

        line = buffer;
        if (completed)
        {
            buffer = buffer.Slice(buffer.End);
            return line.Length > 0 || overlong;
        }

        if (buffer.Length > maxLineBytes)
        {
            overlong = true;
            buffer = buffer.Slice(buffer.End);
        }

        return false;
    }
}
