using System.Runtime.CompilerServices;
using Platform.Contracts;

namespace Platform.Load.Sending;

/// <summary>Lets events through when they are due and cuts them into chunks by number and by age.</summary>
internal sealed class Pace(TimeProvider time, ISchedule schedule, SenderOptions options, SendTally tally)
{
    /// <summary>Chunks in order; a chunk leaves when it is full, or when its first event has waited long enough.</summary>
    public async IAsyncEnumerable<IReadOnlyList<Transaction>> CutAsync(
        IAsyncEnumerable<Transaction> events, [EnumeratorCancellation] CancellationToken ct)
    {
        var started = time.GetTimestamp();
        var (chunk, number) = (new List<Transaction>(options.ChunkEvents), 0L);
        var (firstDue, lastDue) = (TimeSpan.Zero, TimeSpan.Zero);
        await foreach (var transaction in events.WithCancellation(ct).ConfigureAwait(false))
        {
            var due = schedule.DueAfter(number++, transaction);
            if (chunk.Count > 0 && due - firstDue >= options.ChunkAge)
            {
                await WaitAsync(started, firstDue + options.ChunkAge, ct).ConfigureAwait(false);
                yield return chunk;
                chunk = new(options.ChunkEvents);
            }

            if (chunk.Count == 0) firstDue = due;
            lastDue = due;
            chunk.Add(transaction);
            if (chunk.Count < options.ChunkEvents) continue;

            await WaitAsync(started, due, ct).ConfigureAwait(false);
            yield return chunk;
            chunk = new(options.ChunkEvents);
        }

        if (chunk.Count == 0) yield break;

        await WaitAsync(started, lastDue, ct).ConfigureAwait(false);
        yield return chunk;
    }

    private async Task WaitAsync(long started, TimeSpan due, CancellationToken ct)
    {
        var wait = due - time.GetElapsedTime(started);
        tally.NoteLate(-wait);
        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, ct).ConfigureAwait(false);
    }
}
