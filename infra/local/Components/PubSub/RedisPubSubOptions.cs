namespace Platform.Local.Components.PubSub;

/// <summary>What a <c>pubsub.redis</c> component says besides where Redis is. Plain numbers are milliseconds.</summary>
internal sealed record RedisPubSubOptions
{
    /// <summary>How often abandoned messages are looked for; zero: never.</summary>
    public TimeSpan RedeliverInterval { get; init; }

    /// <summary>After how long without acknowledgement a message counts as abandoned; zero: never.</summary>
    public TimeSpan ProcessingTimeout { get; init; }

    /// <summary>Messages read ahead per subscription.</summary>
    public int QueueDepth { get; init; }

    /// <summary>Deliveries at once, when messages are delivered one by one.</summary>
    public int Concurrency { get; init; }

    /// <summary>About how many messages a stream keeps; null for all.</summary>
    public int? MaxLength { get; init; }

    /// <summary>How long a stream keeps a message; null for ever.</summary>
    public TimeSpan? StreamTtl { get; init; }

    public bool Reclaims => RedeliverInterval > TimeSpan.Zero && ProcessingTimeout > TimeSpan.Zero;

    public static RedisPubSubOptions From(ComponentMetadata metadata)
    {
        var millisecond = TimeSpan.FromMilliseconds(1);
        var streamTtl = metadata.Duration("streamTTL", TimeSpan.Zero, TimeSpan.FromSeconds(1));
        return new RedisPubSubOptions
        {
            RedeliverInterval = metadata.Duration("redeliverInterval", TimeSpan.FromSeconds(15), millisecond),
            ProcessingTimeout = metadata.Duration("processingTimeout", TimeSpan.FromSeconds(60), millisecond),
            QueueDepth = QueueLimits.Positive(metadata, "queueDepth", 100),
            Concurrency = QueueLimits.Positive(metadata, "concurrency", 10),
            MaxLength = metadata.Text("maxLenApprox") is null ? null : QueueLimits.Positive(metadata, "maxLenApprox", 1),
            StreamTtl = streamTtl > TimeSpan.Zero ? streamTtl : null,
        };
    }
}
