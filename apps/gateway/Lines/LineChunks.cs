using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>Cuts an NDJSON body into chunks while it arrives; of the body itself no more than a line is held.</summary>
internal sealed class LineChunks(PipeReader body, ChunkLimits limits, TimeProvider time) : IDisposable
{
    private readonly LineCutter lines = new(limits.MaxLineBytes);
    private LineChunk chunk = new(0, limits.MaxBytes);
    private Task deadline = Task.CompletedTask;
    private int nextIndex;

    /// <summary>The chunks in order; each is the taker's to dispose, so it is let go before it is handed out.</summary>
    public async IAsyncEnumerable<LineChunk> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        for (var completed = false; !completed;)
        {
            var reading = body.ReadAsync(ct).AsTask();
            if (!chunk.IsEmpty && !await ArrivesBeforeAsync(reading, deadline))
            {
                yield return LetGo();
            }

            var read = await reading;
            completed = read.IsCompleted;
            var rest = read.Buffer;
            while (Fill(ref rest, completed, ct) is { } full)
            {
                yield return full;
            }

            body.AdvanceTo(rest.Start, rest.End);
        }

        if (!chunk.IsEmpty)
        {
            yield return LetGo();
        }
    }

    /// <summary>Gives back what was filled and never handed out.</summary>
    public void Dispose() => chunk.Dispose();

    // The chunk that these bytes have filled; null when all their lines are cut and the last chunk still has room.
    private LineChunk? Fill(ref ReadOnlySequence<byte> rest, bool completed, CancellationToken ct)
    {
        LineChunk? full = null;
        while (full is null && lines.TryCut(ref rest, completed, out var line))
        {
            if (!chunk.TryAdd(line, limits))
            {
                full = LetGo();
                chunk.TryAdd(line, limits);
            }

            deadline = chunk.Lines is 1 ? Task.Delay(limits.Wait, time, ct) : deadline;
            nextIndex = line.Index + 1;
        }

        return full;
    }

    private LineChunk LetGo()
    {
        var filled = chunk;
        chunk = new(nextIndex, limits.MaxBytes);
        return filled;
    }

    // False when the chunk has waited long enough for the next bytes.
    private static async ValueTask<bool> ArrivesBeforeAsync(Task reading, Task deadline) =>
        reading.IsCompleted || await Task.WhenAny(reading, deadline) == reading;
}
