using System.Text.Json.Serialization;

namespace Platform.Dapr;

/// <summary>A CloudEvents 1.0 envelope, as producers of this platform build it themselves.</summary>
/// <typeparam name="TData">What happened.</typeparam>
/// <param name="Id">The idempotency key: chosen by the producer and stable across retries.</param>
/// <param name="Source">The app id of the producer.</param>
/// <param name="Type">What kind of event it is, e.g. <c>platform.transaction</c>.</param>
/// <param name="Time">When the producer made it, UTC.</param>
/// <param name="Data">What happened.</param>
public sealed record CloudEvent<TData>(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("source")] string Source,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("time")] DateTimeOffset Time,
    [property: JsonPropertyName("data")] TData Data)
{
    /// <summary>Whose event it is: the extension attribute <c>tenantid</c>; null when the event belongs to no tenant.</summary>
    [JsonPropertyName("tenantid")]
    public string? TenantId { get; init; }

    /// <summary>W3C trace context of the work that made the event; null when there is none.</summary>
    [JsonPropertyName("traceparent")]
    public string? TraceParent { get; init; }

    /// <summary>
    /// Keeps events of one entity in order on brokers with partitions, e.g. <c>tenant|account</c>; null for any order. Not in the
    /// envelope.
    /// </summary>
    [JsonIgnore]
    public string? PartitionKey { get; init; }
}
