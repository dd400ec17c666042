using System.Collections.Concurrent;

namespace Platform.Local.Components.PubSub;

/// <summary>A consumer group of one stream, as far as this host takes part in it.</summary>
internal sealed class RedisGroup(string topic, string name)
{
    private readonly ConcurrentDictionary<string, byte> open = new(StringComparer.Ordinal);
    private readonly System.Threading.Lock gate = new();
    private readonly SortedSet<int> places = [];

    public string Topic => topic;

    public string Name => name;

    /// <summary>The lowest free consumer name, so that the same member has the same name in every run.</summary>
    public RedisConsumer Join()
    {
        lock (gate)
        {
            var place = 1;
            while (!places.Add(place)) place++;
            return new RedisConsumer(place == 1 ? name : $"{name}-{place}", place);
        }
    }

    public void Leave(RedisConsumer consumer)
    {
        lock (gate) places.Remove(consumer.Place);
    }

    /// <summary>Notes that some member of this host has the message in hand; false when one already has.</summary>
    public bool Open(string id) => open.TryAdd(id, 0);

    public bool IsOpen(string id) => open.ContainsKey(id);

    public void Close(string id) => open.TryRemove(id, out _);
}

/// <summary>A member of a group.</summary>
internal sealed record RedisConsumer(string Name, int Place);
