using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Dapr;

public partial class DaprClient
{
    /// <summary>Publishes a value; the sidecar makes the envelope, unless the value is a <see cref="CloudEvent{TData}"/>.</summary>
    /// <typeparam name="TData">Type of the value.</typeparam>
    /// <param name="pubsubName">The pub/sub component.</param>
    /// <param name="topicName">The topic.</param>
    /// <param name="data">The value.</param>
    /// <param name="metadata">E.g. <c>partitionKey</c> or <c>ttlInSeconds</c>; null for none.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When the broker has it.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task PublishEventAsync<TData>(
        string pubsubName, string topicName, TData data, Dictionary<string, string>? metadata = null, CancellationToken ct = default) =>
        await PublishByteEventAsync(
            pubsubName, topicName, JsonSerializer.SerializeToUtf8Bytes(data, Info<TData>()), EventContentType(typeof(TData)), metadata, ct);

    /// <summary>Publishes an event with the envelope its producer made.</summary>
    /// <typeparam name="TData">What happened.</typeparam>
    /// <param name="pubsubName">The pub/sub component.</param>
    /// <param name="topicName">The topic.</param>
    /// <param name="cloudEvent">The event.</param>
    /// <param name="dataInfo">JSON metadata of the data.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When the broker has it.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task PublishEventAsync<TData>(
        string pubsubName, string topicName, CloudEvent<TData> cloudEvent, JsonTypeInfo<TData> dataInfo, CancellationToken ct = default)
    {
        using var body = new PooledBody();
        using (var writer = new Utf8JsonWriter(body))
            BulkBody.WriteEvent(writer, cloudEvent, dataInfo);
        var metadata = cloudEvent.PartitionKey is { } key ? new Dictionary<string, string> { ["partitionKey"] = key } : null;
        await PublishByteEventAsync(pubsubName, topicName, body.WrittenMemory, BulkBody.CloudEventJson, metadata, ct);
    }

    /// <summary>Publishes bytes.</summary>
    /// <param name="pubsubName">The pub/sub component.</param>
    /// <param name="topicName">The topic.</param>
    /// <param name="data">The body.</param>
    /// <param name="dataContentType">Decides how the sidecar wraps it.</param>
    /// <param name="metadata">Metadata of the message; null for none.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When the broker has it.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task PublishByteEventAsync(
        string pubsubName, string topicName, ReadOnlyMemory<byte> data, string dataContentType = "application/json",
        Dictionary<string, string>? metadata = null, CancellationToken ct = default)
    {
        var content = new ReadOnlyMemoryContent(data) { Headers = { ContentType = MediaTypeHeaderValue.Parse(dataContentType) } };
        using var request = new HttpRequestMessage(HttpMethod.Post, PublishPath("", pubsubName, topicName, metadata)) { Content = content };
        using var response = await CallAsync(request, ct);
    }

    /// <summary>Publishes events in one call; the body is encoded once into a pooled buffer.</summary>
    /// <typeparam name="TData">What happened.</typeparam>
    /// <param name="pubsubName">The pub/sub component.</param>
    /// <param name="topicName">The topic.</param>
    /// <param name="events">The events; the body must stay within the sidecar's limit, 4 MiB by default.</param>
    /// <param name="dataInfo">JSON metadata of the data; null takes it from the options.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The entries the broker did not take.</returns>
    /// <exception cref="DaprException">The sidecar refused the whole call or cannot be reached.</exception>
    public virtual async Task<BulkPublishResponse> BulkPublishEventAsync<TData>(
        string pubsubName, string topicName, IReadOnlyList<CloudEvent<TData>> events, JsonTypeInfo<TData>? dataInfo = null,
        CancellationToken ct = default)
    {
        if (events.Count == 0)
            return BulkPublishResponse.AllTaken;
        using var body = new PooledBody(events.Count * 512);
        BulkBody.Write(body, events, dataInfo ?? Info<TData>());
        return await BulkPublishRawAsync(pubsubName, topicName, body.WrittenMemory, ct);
    }

    /// <summary>Publishes a bulk body that <see cref="BulkBody"/> encoded, e.g. from an outbox.</summary>
    /// <param name="pubsubName">The pub/sub component.</param>
    /// <param name="topicName">The topic.</param>
    /// <param name="encodedEntries">The JSON array of entries.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The entries the broker did not take.</returns>
    /// <exception cref="DaprException">The sidecar refused the whole call or cannot be reached.</exception>
    public virtual async Task<BulkPublishResponse> BulkPublishRawAsync(
        string pubsubName, string topicName, ReadOnlyMemory<byte> encodedEntries, CancellationToken ct = default)
    {
        var path = PublishPath("bulk/", pubsubName, topicName, null);
        using var response = await SendBytesAsync(HttpMethod.Post, path, encodedEntries, ct);
        if (response.IsSuccessStatusCode)
            return BulkPublishResponse.AllTaken;
        if (response.StatusCode is HttpStatusCode.InternalServerError
            && await BulkBody.ReadFailedAsync(response, ct) is { Count: > 0 } failed)
            return new(failed);
        throw await SidecarError.ReadAsync(response, ct);
    }

    /// <summary>The same, where a part is not enough.</summary>
    /// <param name="pubsubName">The pub/sub component.</param>
    /// <param name="topicName">The topic.</param>
    /// <param name="encodedEntries">The JSON array of entries.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When the broker has all of them.</returns>
    /// <exception cref="DaprException">The broker did not take every entry, or the sidecar refused or cannot be reached.</exception>
    public virtual async Task BulkPublishWholeAsync(
        string pubsubName, string topicName, ReadOnlyMemory<byte> encodedEntries, CancellationToken ct = default)
    {
        var response = await BulkPublishRawAsync(pubsubName, topicName, encodedEntries, ct);
        if (response.FailedEntries is [var first, ..])
            throw new DaprException($"The broker refused {response.FailedEntries.Count} entries of {topicName}: {first.ErrorMessage}");
    }

    private static string PublishPath(string kind, string pubsubName, string topicName, Dictionary<string, string>? metadata) =>
        $"/v1.0/publish/{kind}{Escape(pubsubName)}/{Escape(topicName)}{Query(metadata)}";

    private static string EventContentType(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(CloudEvent<>) ? BulkBody.CloudEventJson : "application/json";
}
