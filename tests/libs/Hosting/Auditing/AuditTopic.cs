using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Hosting.Tests;

/// <summary>A sidecar that keeps what is published to the topic, or is away.</summary>
internal sealed class AuditTopic() : DaprClient(new DaprClientOptions())
{
    public ConcurrentQueue<CloudEvent<AuditEvent>> Taken { get; } = [];

    public int Calls { get; private set; }

    public bool IsAway { get; set; }

    public override Task<BulkPublishResponse> BulkPublishEventAsync<TData>(
        string pubsubName, string topicName, IReadOnlyList<CloudEvent<TData>> events, JsonTypeInfo<TData>? dataInfo = null,
        CancellationToken ct = default)
    {
        Calls++;
        if (IsAway) throw new DaprException("The sidecar is away.");
        Assert.Equal((Topics.PubSub, Topics.Audit), (pubsubName, topicName));
        foreach (var e in events) Taken.Enqueue((CloudEvent<AuditEvent>)(object)e);

        return Task.FromResult(BulkPublishResponse.AllTaken);
    }
}
