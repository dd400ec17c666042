using System.Collections.Concurrent;

namespace Platform.Local.Components.PubSub;

/// <summary>The latest messages per topic, bounded by number and bytes, so that a test can look at what was published.</summary>
internal sealed class RecentMessages
{
    private const int MaxTopics = 1_000;
    private const int MaxMessages = 4_096;
    private const long MaxBytes = 4 << 20;

    private readonly ConcurrentDictionary<string, Ring> topics = new(StringComparer.Ordinal);

    public void Add(string topic, IReadOnlyList<Message> messages)
    {
        if (topics.Count < MaxTopics || topics.ContainsKey(topic)) topics.GetOrAdd(topic, _ => new Ring()).Add(messages);
    }

    public IReadOnlyList<Message> Of(string topic) => topics.TryGetValue(topic, out var ring) ? ring.All() : [];

    private sealed class Ring
    {
        private readonly Queue<Message> messages = new();
        private long bytes;

        public void Add(IReadOnlyList<Message> added)
        {
            lock (messages)
            {
                foreach (var message in added)
                {
                    messages.Enqueue(message);
                    bytes += message.Data.Length;
                }

                while (messages.Count > MaxMessages || (bytes > MaxBytes && messages.Count > 1)) bytes -= messages.Dequeue().Data.Length;
            }
        }

        public IReadOnlyList<Message> All()
        {
            lock (messages) return [.. messages];
        }
    }
}
