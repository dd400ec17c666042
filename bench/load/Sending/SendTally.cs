using Platform.Contracts;

namespace Platform.Load.Sending;

/// <summary>Counts from several requests at once.</summary>
internal sealed class SendTally
{
    private long sent, accepted, duplicates, rejected, failed, retried, lateTicks;

    public void AddSent(int events) => Interlocked.Add(ref sent, events);

    public void AddFailed(int events) => Interlocked.Add(ref failed, events);

    public void AddRetry() => Interlocked.Increment(ref retried);

    public void NoteLate(TimeSpan late) => Volatile.Write(ref lateTicks, Math.Max(0, late.Ticks));

    // The answer lists refused events only up to a limit, so they are counted by what remains.
    public void Add(IngestResult result, int events)
    {
        Interlocked.Add(ref accepted, result.Accepted);
        Interlocked.Add(ref duplicates, result.Duplicates);
        Interlocked.Add(ref rejected, events - result.Accepted - result.Duplicates);
    }

    public SendCounters Read() => new(
        Volatile.Read(ref sent), Volatile.Read(ref accepted), Volatile.Read(ref duplicates), Volatile.Read(ref rejected),
        Volatile.Read(ref failed), Volatile.Read(ref retried), TimeSpan.FromTicks(Volatile.Read(ref lateTicks)).TotalMilliseconds);
}
