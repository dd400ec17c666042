namespace Platform.Local.Components;

/// <summary>What travels through a broker.</summary>
/// <param name="Data">The bytes: a CloudEvent, or whatever was published raw.</param>
/// <param name="Metadata">Message metadata (publish <c>metadata.*</c>); null when there is none.</param>
internal sealed record Message(ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string>? Metadata = null)
{
    /// <summary>Whether the bytes are known to be a JSON object, because this host made the envelope itself.</summary>
    public bool IsEnvelope { get; init; }
}

/// <summary>Who reads what, and in which portions.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Group">Consumer group: members share the messages, groups each get all. The component's consumerID, default the app
/// id.</param>
/// <param name="MaxBatch">The most messages handed over at once; 1 when not bulk.</param>
/// <param name="MaxWait">How long a portion may wait to fill up.</param>
internal sealed record Subscribe(string Topic, string Group, int MaxBatch, TimeSpan MaxWait);

/// <summary>How the delivery of one message ended, after the subscription's own retries and dead-lettering.</summary>
internal enum Outcome
{
    /// <summary>Done with; acknowledge.</summary>
    Ack,

    /// <summary>Not done with; the broker's own redelivery applies.</summary>
    Nack,
}

/// <summary>Messages handed over together; each is settled on its own, in any order, also after the call that handed them over.</summary>
internal interface IPortion
{
    IReadOnlyList<Message> Messages { get; }

    /// <summary>Once per message. What is unsettled when the subscription is disposed is delivered again to the group.</summary>
    void Settle(int index, Outcome outcome);
}

/// <summary>Takes a portion; returns when the next one may come, so that entries which are retried hold up nobody.</summary>
internal delegate Task Deliver(IPortion portion, CancellationToken ct);

/// <summary>A broker. One instance serves all apps of the host.</summary>
internal interface IPubSub : IComponent
{
    /// <summary>Whether messages expire by themselves (metadata ttlInSeconds) or the envelope must carry <c>expiration</c>.</summary>
    bool HasNativeTtl { get; }

    /// <summary>Returns when the broker has taken all of them.</summary>
    /// <exception cref="BrokerFullException">A bounded queue is full; nothing was taken.</exception>
    Task PublishAsync(string topic, IReadOnlyList<Message> messages, CancellationToken ct);

    /// <summary>Starts delivering until disposed; disposal waits for the delivery under way.</summary>
    Task<IAsyncDisposable> SubscribeAsync(Subscribe subscribe, Deliver deliver, CancellationToken ct);

    /// <summary>
    /// Every app of the host has said what it subscribes to. A broker that until then kept what came before its subscribers may stop;
    /// from now on a topic that nobody wants drops.
    /// </summary>
    void AllDeclared();
}

/// <summary>The broker's queue is full: 503 with Retry-After, and nothing was taken.</summary>
internal sealed class BrokerFullException(string message) : Exception(message);
