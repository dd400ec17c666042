namespace Platform.Dapr;

/// <summary>What the sidecar should do with a delivered event.</summary>
public enum Delivery
{
    /// <summary>Done, or nothing to do: acknowledge.</summary>
    Success,

    /// <summary>Could not be done now: deliver again.</summary>
    Retry,

    /// <summary>Can never be done: to the dead-letter topic.</summary>
    Drop,
}

/// <summary>How many events the sidecar collects into one bulk delivery.</summary>
/// <param name="MaxMessages">The most events in one delivery.</param>
/// <param name="MaxWait">How long it waits for more, once there is one; whole milliseconds.</param>
public sealed record BulkOptions(int MaxMessages, TimeSpan MaxWait);

/// <summary>A topic as an app subscribes to it.</summary>
/// <remarks>
/// Several routes of one topic share one subscription: each has its own <see cref="Route"/>, all but one a <see cref="Match"/>.
/// </remarks>
/// <param name="PubSubName">The pub/sub component.</param>
/// <param name="Name">The topic.</param>
public sealed record Topic(string PubSubName, string Name)
{
    /// <summary>Where the sidecar delivers; a path that starts with a slash.</summary>
    public string Route { get; init; } = $"/topics/{Name}";

    /// <summary>Where events go that were dropped or failed after all retries; null for nowhere.</summary>
    public string? DeadLetterTopic { get; init; } = $"{Name}-dead";

    /// <summary>A CEL expression over <c>event</c>: only matching events take this route; null for all that match nothing else.</summary>
    public string? Match { get; init; }

    /// <summary>Where several routes of one topic have a <see cref="Match"/>, the lowest is tried first.</summary>
    public int Priority { get; init; }

    /// <summary>Metadata of the subscription.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}

/// <summary>One event of a bulk delivery.</summary>
/// <typeparam name="TData">What happened.</typeparam>
/// <param name="EntryId">The sidecar's id of the entry within the delivery.</param>
/// <param name="Event">The envelope.</param>
public readonly record struct BulkEntry<TData>(string EntryId, CloudEvent<TData> Event);
