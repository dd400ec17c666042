using System.Collections.Concurrent;
using Platform.Local.Components;

namespace Platform.Local;

/// <summary>A message as it was handed to the broker.</summary>
/// <param name="PubSub">The component it went through.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="Data">The bytes: a CloudEvent, unless published raw.</param>
/// <param name="Metadata">Its message metadata; null when there is none.</param>
public sealed record PublishedMessage(
    string PubSub, string Topic, ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string>? Metadata);

/// <summary>The last messages per topic, so that a test can see what was published.</summary>
internal sealed class PublishJournal(int keep)
{
    private readonly ConcurrentDictionary<string, Queue<PublishedMessage>> topics = new();

    public bool Keeps => keep > 0;

    public IReadOnlyList<PublishedMessage> Of(string topic)
    {
        if (!topics.TryGetValue(topic, out var queue)) return [];
        lock (queue) return [.. queue];
    }

    public void Add(string pubsub, string topic, IReadOnlyList<Message> messages)
    {
        var queue = topics.GetOrAdd(topic, _ => new Queue<PublishedMessage>());
        lock (queue)
        {
            foreach (var message in messages) queue.Enqueue(new PublishedMessage(pubsub, topic, message.Data, message.Metadata));
            while (queue.Count > keep) queue.Dequeue();
        }
    }
}
