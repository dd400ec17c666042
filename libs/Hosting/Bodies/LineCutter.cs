using System.Buffers;

namespace Platform.Hosting;

/// <summary>A line of a body.</summary>
/// <param name="Index">Its position in the body, from 0; empty lines count.</param>
/// <param name="Bytes">The line without its line feed; empty when it is too long.</param>
/// <param name="IsTooLong">Whether it was longer than allowed; then its bytes are gone.</param>
public readonly record struct BodyLine(int Index, ReadOnlySequence<byte> Bytes, bool IsTooLong);

/// <summary>Cuts lines out of what has arrived of a body; a line over the limit is passed over without being held.</summary>
/// <param name="maxLineBytes">The longest line, in bytes without its line feed.</param>
public sealed class LineCutter(int maxLineBytes)
{
    private int next;
    private bool overlong;

    /// <summary>Takes the next line.</summary>
    /// <param name="buffer">What has arrived and is not consumed; afterwards what remains of it, all of it examined.</param>
    /// <param name="completed">Whether nothing follows, so that the last line needs no line feed.</param>
    /// <param name="line">The line; valid as long as the buffer is.</param>
    /// <returns>False when more has to arrive first, or when nothing is left.</returns>
    public bool TryCut(ref ReadOnlySequence<byte> buffer, bool completed, out BodyLine line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = Take(buffer.Slice(0, end));
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }

        if (completed && (buffer.Length > 0 || overlong))
        {
            line = Take(buffer);
            buffer = buffer.Slice(buffer.End);
            return true;
        }

        if (buffer.Length > maxLineBytes)
        {
            overlong = true;
            buffer = buffer.Slice(buffer.End);
        }

        line = default;
        return false;
    }

    private BodyLine Take(ReadOnlySequence<byte> bytes)
    {
        var isTooLong = overlong || bytes.Length > maxLineBytes;
        overlong = false;
        return new(next++, isTooLong ? default : bytes, isTooLong);
    }
}
