using System.Buffers;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>Consecutive lines of an NDJSON body, as they are forwarded together.</summary>
internal sealed class LineChunk(int firstIndex, int maxBytes) : IDisposable
{
    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(maxBytes);
    private readonly List<RejectedEvent> tooLong = [];
    private int length;

    /// <summary>Position of the first line in the whole body.</summary>
    public int FirstIndex => firstIndex;

    public int Lines { get; private set; }

    public bool IsEmpty => Lines is 0;

    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    /// <summary>Lines that were longer than allowed.</summary>
    public IReadOnlyList<RejectedEvent> TooLong => tooLong;

    /// <summary>Adds a line; false when it does not fit any more.</summary>
    public bool TryAdd(BodyLine line, ChunkLimits limits)
    {
        var bytes = (int)line.Bytes.Length + 1;
        if (Lines >= limits.MaxLines || (!IsEmpty && length + bytes > maxBytes))
        {
            return false;
        }

        // A line that is too long leaves an empty one in its place, so that the positions after it stay what they are.
        line.Bytes.CopyTo(buffer.AsSpan(length));
        length += bytes;
        buffer[length - 1] = (byte)'\n';
        Lines++;
        if (line.IsTooLong)
        {
            tooLong.Add(new(line.Index, [new("", $"The line is longer than {limits.MaxLineBytes} bytes.")]));
        }

        return true;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}

/// <summary>How an NDJSON body is cut.</summary>
/// <param name="MaxLineBytes">The longest line, in bytes.</param>
/// <param name="MaxLines">The most lines in a chunk.</param>
/// <param name="MaxBytes">The largest chunk, in bytes; above <paramref name="MaxLineBytes"/>.</param>
/// <param name="Wait">How long a line waits for others.</param>
internal sealed record ChunkLimits(int MaxLineBytes, int MaxLines, int MaxBytes, TimeSpan Wait);
