using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>Cuts an NDJSON body into chunks while it arrives; of the body itself no more than a line is held.</summary>
internal sealed class LineChunks(PipeReader body, ChunkLimits limits, TimeProvider time)
{
    private readonly LineCutter lines = new(limits.MaxLineBytes);
    private int nextIndex;

    /// <summary>The chunks in order; each is the taker's to dispose, so it is let go before it is handed out.</summary>
    public async IAsyncEnumerable<LineChunk> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var chunk = NewChunk();
        try
        {
            var deadline = Task.CompletedTask;
            for (var completed = false; !completed;)
            {
                var reading = body.ReadAsync(ct).AsTask();
                if (!chunk.IsEmpty && !await ArrivesBeforeAsync(reading, deadline))
                {
                    var waited = chunk;
                    chunk = NewChunk();
                    yield return waited;
                }

                var read = await reading;
                completed = read.IsCompleted;
                var rest = read.Buffer;
                while (lines.TryCut(ref rest, completed, out var line))
                {
                    if (!chunk.TryAdd(line, limits))
                    {
                        var full = chunk;
                        chunk = NewChunk();
                        chunk.TryAdd(line, limits);
                        yield return full;
                    }

                    deadline = chunk.Lines is 1 ? Task.Delay(limits.Wait, time, ct) : deadline;
                    nextIndex = line.Index + 1;
                }

                body.AdvanceTo(rest.Start, rest.End);
            }

            if (!chunk.IsEmpty)
            {
                var last = chunk;
                chunk = NewChunk();
                yield return last;
            }
        }
        finally
        {
            chunk.Dispose();
        }
    }

    private LineChunk NewChunk() => new(nextIndex, limits.MaxBytes);

    // False when the chunk has waited long enough for the next bytes.
    private static async ValueTask<bool> ArrivesBeforeAsync(Task reading, Task deadline) =>
        reading.IsCompleted || await Task.WhenAny(reading, deadline) == reading;
}
