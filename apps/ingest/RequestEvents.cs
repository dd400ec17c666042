using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Platform.Hosting;

namespace Platform.Ingest;

/// <summary>One event of a request as bytes.</summary>
/// <param name="Index">Its position in the request, from 0.</param>
/// <param name="Json">Its bytes; valid until the next event is asked for.</param>
/// <param name="Error">Why it cannot be read at all; null when <paramref name="Json"/> is to be read.</param>
/// <param name="Alone">True when the request is this one event and no list: its errors are then about fields, not positions.</param>
internal readonly record struct RawEvent(int Index, ReadOnlyMemory<byte> Json, string? Error = null, bool Alone = false);

/// <summary>Finds the events in a request's body while it arrives.</summary>
internal static class RequestEvents
{
    private static readonly SearchValues<byte> Whitespace = SearchValues.Create(" \t\r\n"u8);

    /// <summary>Lines of NDJSON. An empty line is no event but counts as a position, so that an index is a line number.</summary>
    public static async IAsyncEnumerable<RawEvent> Lines(PipeReader body, int maxEventBytes, [EnumeratorCancellation] CancellationToken ct)
    {
        var lines = new LineCutter(maxEventBytes);
        for (var completed = false; !completed;)
        {
            var read = await body.ReadAsync(ct);
            completed = read.IsCompleted;
            var rest = read.Buffer;
            try
            {
                while (TryNext(lines, maxEventBytes, ref rest, completed) is { } line) yield return line;
            }
            finally
            {
                // Also when the caller is told to come later in the middle of it: else the server cannot drain the body.
                body.AdvanceTo(rest.Start, rest.End);
            }
        }
    }

    /// <summary>A single JSON object, or the elements of an array. The whole body is held; its limit is the request's.</summary>
    public static async IAsyncEnumerable<RawEvent> Document(
        PipeReader body, int maxEventBytes, [EnumeratorCancellation] CancellationToken ct)
    {
        var read = await ReadAllAsync(body, ct);
        var length = (int)read.Length;
        var document = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            read.CopyTo(document);
            body.AdvanceTo(read.End);
            foreach (var element in ElementsOf(document.AsMemory(0, length), maxEventBytes))
            {
                yield return element;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(document);
        }
    }

    // The next line that is not empty; null when more of the body is needed, or nothing is left.
    private static RawEvent? TryNext(LineCutter lines, int maxEventBytes, ref ReadOnlySequence<byte> rest, bool completed)
    {
        while (lines.TryCut(ref rest, completed, out var line))
        {
            var json = line.Bytes.IsSingleSegment ? line.Bytes.First : line.Bytes.ToArray();
            if (line.IsTooLong) return new(line.Index, json, TooLong(maxEventBytes));
            if (json.Span.IndexOfAnyExcept(Whitespace) >= 0) return new(line.Index, json);
        }

        return null;
    }

    private static IEnumerable<RawEvent> ElementsOf(ReadOnlyMemory<byte> document, int maxEventBytes)
    {
        if (document.Span.TrimStart(" \t\r\n"u8) is not [(byte)'[', ..])
        {
            return [new(0, document, TooLong(document.Length, maxEventBytes), Alone: true)];
        }

        return IsClosed(document)
            ? ElementsOfArray(document, maxEventBytes)
            : [new(0, default, "The array breaks off, or something follows it.", Alone: true)];
    }

    private static IEnumerable<RawEvent> ElementsOfArray(ReadOnlyMemory<byte> document, int maxEventBytes)
    {
        var elements = new ArrayElements(document);
        for (var index = 0; elements.TryNext(out var element); index++)
        {
            yield return new(index, element, TooLong(element.Length, maxEventBytes));
        }
    }

    // Looked at before the first element is accepted: half an array is refused as a whole.
    private static bool IsClosed(ReadOnlyMemory<byte> document)
    {
        var elements = new ArrayElements(document);
        while (elements.TryNext(out _))
        {
        }

        return elements.IsClosed;
    }

    private static string? TooLong(int length, int maxEventBytes) => length > maxEventBytes ? TooLong(maxEventBytes) : null;

    private static string TooLong(int maxEventBytes) => $"The event is longer than {maxEventBytes} bytes.";

    private static async ValueTask<ReadOnlySequence<byte>> ReadAllAsync(PipeReader body, CancellationToken ct)
    {
        var read = await body.ReadAsync(ct);
        while (!read.IsCompleted)
        {
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await body.ReadAsync(ct);
        }

        return read.Buffer;
    }
}
