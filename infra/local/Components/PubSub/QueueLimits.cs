namespace Platform.Local.Components.PubSub;

/// <summary>How much one queue may hold before publishing to it is refused.</summary>
internal sealed record QueueLimits(int Messages, long Bytes)
{
    public static QueueLimits From(ComponentMetadata metadata) => new(
        Positive(metadata, "maxQueuedMessages", 100_000), Positive(metadata, "maxQueuedBytes", 64 << 20));

    public static int Positive(ComponentMetadata metadata, string key, int fallback) =>
        metadata.Number(key, fallback) is > 0 and var number
            ? number
            : throw ComponentMetadata.Wrong(key, $"metadata '{key}' must be at least 1");
}
