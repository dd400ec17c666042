using System.Diagnostics;

namespace Platform.Local.Components.PubSub;

/// <summary>One topic of the in-memory broker: a queue per group that was ever declared, and what came before they were.</summary>
internal sealed class InMemoryTopic(string name, QueueLimits limits, bool retains)
{
    private readonly System.Threading.Lock gate = new();
    private readonly Dictionary<string, GroupQueue> groups = new(StringComparer.Ordinal);
    private Queue<QueuedMessage>? retained = retains ? new() : null;
    private long retainedBytes;
    private long sequence;

    public System.Threading.Lock Gate => gate;

    /// <exception cref="BrokerFullException">One of the queues has no room; nothing was taken.</exception>
    public void Publish(IReadOnlyList<Message> messages)
    {
        var bytes = messages.Sum(message => (long)message.Data.Length);
        lock (gate)
        {
            Refuse(messages.Count, bytes);
            var now = Stopwatch.GetTimestamp();
            foreach (var message in messages) Take(new QueuedMessage(message, sequence++, now));
            TrimRetained();
            foreach (var queue in groups.Values) queue.Wake();
        }
    }

    /// <summary>The group's queue; a group that is new while the topic still retains gets what was retained.</summary>
    public GroupQueue Join(string group)
    {
        lock (gate)
        {
            if (groups.TryGetValue(group, out var known)) return known;
            var queue = groups[group] = new GroupQueue(group, limits);
            foreach (var message in retained ?? []) queue.Add(message);
            return queue;
        }
    }

    public void StopRetaining()
    {
        lock (gate) retained = null;
    }

    private void Refuse(int messages, long bytes)
    {
        foreach (var queue in groups.Values)
        {
            if (!queue.HasRoom(messages, bytes)) throw Full($"the queue of group '{queue.Group}'");
        }

        if (groups.Count == 0 && retained is { } kept && (kept.Count + messages > limits.Messages || retainedBytes + bytes > limits.Bytes))
            throw Full("what is kept until the subscribers are known");
    }

    private BrokerFullException Full(string what) =>
        new($"topic '{name}': {what} is full ({limits.Messages} messages or {limits.Bytes} bytes)");

    private void Take(QueuedMessage message)
    {
        foreach (var queue in groups.Values) queue.Add(message);
        if (retained is null) return;
        retained.Enqueue(message);
        retainedBytes += message.Message.Data.Length;
    }

    // With a known group the topic must flow, so what is kept for groups that may never come gives way.
    private void TrimRetained()
    {
        while (retained is { Count: > 0 } kept && (kept.Count > limits.Messages || retainedBytes > limits.Bytes))
            retainedBytes -= kept.Dequeue().Message.Data.Length;
    }
}
