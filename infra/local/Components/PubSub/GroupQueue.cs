using System.Diagnostics;

namespace Platform.Local.Components.PubSub;

/// <summary>What one consumer group still has to get of one topic: bounded, in order, kept while nobody of the group is there.</summary>
/// <remarks>Entries count against the bounds until they are settled. All calls are made under the topic's lock.</remarks>
internal sealed class GroupQueue(string group, QueueLimits limits)
{
    private readonly Queue<QueuedMessage> ready = new();
    private readonly PriorityQueue<QueuedMessage, long> returned = new();
    private readonly List<SemaphoreSlim> readers = [];
    private int held;
    private long heldBytes;

    public string Group => group;

    public int Available => ready.Count + returned.Count;

    public bool HasRoom(int messages, long bytes) => held + messages <= limits.Messages && heldBytes + bytes <= limits.Bytes;

    public void Add(QueuedMessage message)
    {
        ready.Enqueue(message);
        held++;
        heldBytes += message.Message.Data.Length;
    }

    /// <summary>Gives back what a reader took and did not settle; it comes first, in its old order.</summary>
    public void Return(QueuedMessage message) => returned.Enqueue(message, message.Sequence);

    public void Settled(QueuedMessage message)
    {
        held--;
        heldBytes -= message.Message.Data.Length;
    }

    public QueuedMessage[] Take(int max)
    {
        var taken = new QueuedMessage[Math.Min(max, Available)];
        for (var i = 0; i < taken.Length; i++) taken[i] = returned.Count > 0 ? returned.Dequeue() : ready.Dequeue();
        return taken;
    }

    /// <summary>How long the oldest entry has been waiting.</summary>
    public TimeSpan Waiting() =>
        Available == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime((returned.Count > 0 ? returned.Peek() : ready.Peek()).Arrived);

    public void Join(SemaphoreSlim reader) => readers.Add(reader);

    public void Leave(SemaphoreSlim reader) => readers.Remove(reader);

    public void Wake()
    {
        foreach (var reader in readers.Where(reader => reader.CurrentCount == 0)) reader.Release();
    }
}

/// <summary>A message with its place in the topic and the moment it came (stopwatch ticks).</summary>
internal readonly record struct QueuedMessage(Message Message, long Sequence, long Arrived);
