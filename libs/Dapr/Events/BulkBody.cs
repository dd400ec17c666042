using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Dapr;

/// <summary>The body of a bulk publish: every event with the envelope its producer made.</summary>
public static class BulkBody
{
    internal const string CloudEventJson = "application/cloudevents+json";

    /// <summary>Encodes events, e.g. for an outbox; entry ids are the positions from 0.</summary>
    /// <typeparam name="TData">What happened.</typeparam>
    /// <param name="events">The events.</param>
    /// <param name="dataInfo">JSON metadata of the data.</param>
    /// <returns>The JSON array that <see cref="DaprClient.BulkPublishRawAsync"/> sends.</returns>
    public static byte[] Encode<TData>(IReadOnlyList<CloudEvent<TData>> events, JsonTypeInfo<TData> dataInfo)
    {
        using var body = new PooledBody(Math.Max(events.Count, 1) * 512);
        Write(body, events, dataInfo);
        return body.WrittenMemory.ToArray();
    }

    /// <summary>Encodes events into a buffer.</summary>
    /// <typeparam name="TData">What happened.</typeparam>
    /// <param name="output">Takes the JSON.</param>
    /// <param name="events">The events.</param>
    /// <param name="dataInfo">JSON metadata of the data.</param>
    public static void Write<TData>(IBufferWriter<byte> output, IReadOnlyList<CloudEvent<TData>> events, JsonTypeInfo<TData> dataInfo)
    {
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartArray();
        for (var i = 0; i < events.Count; i++)
            WriteEntry(writer, i, events[i], dataInfo);
        writer.WriteEndArray();
    }

    internal static void WriteEvent<TData>(Utf8JsonWriter writer, CloudEvent<TData> e, JsonTypeInfo<TData> dataInfo)
    {
        writer.WriteStartObject();
        writer.WriteString("specversion"u8, "1.0"u8);
        writer.WriteString("id"u8, e.Id);
        writer.WriteString("source"u8, e.Source);
        writer.WriteString("type"u8, e.Type);
        writer.WriteString("time"u8, e.Time);
        writer.WriteString("datacontenttype"u8, "application/json"u8);
        if (e.TenantId is not null)
            writer.WriteString("tenantid"u8, e.TenantId);
        if (e.TraceParent is not null)
            WriteTrace(writer, e.TraceParent);
        writer.WritePropertyName("data"u8);
        JsonSerializer.Serialize(writer, e.Data, dataInfo);
        writer.WriteEndObject();
    }

    internal static async Task<IReadOnlyList<BulkPublishResponseFailedEntry>?> ReadFailedAsync(
        HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(ct));
            if (json.RootElement.ValueKind is not JsonValueKind.Object || !json.RootElement.TryGetProperty("failedEntries", out var failed))
                return null;
            return [.. failed.EnumerateArray().Select(FailedEntry)];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The sidecar fills both names from one when only one is there; giving both keeps real daprd from making its own.
    private static void WriteTrace(Utf8JsonWriter writer, string traceParent)
    {
        writer.WriteString("traceparent"u8, traceParent);
        writer.WriteString("traceid"u8, traceParent);
    }

    private static void WriteEntry<TData>(Utf8JsonWriter writer, int index, CloudEvent<TData> e, JsonTypeInfo<TData> dataInfo)
    {
        Span<byte> id = stackalloc byte[11];
        index.TryFormat(id, out var length, provider: CultureInfo.InvariantCulture);
        writer.WriteStartObject();
        writer.WriteString("entryId"u8, id[..length]);
        writer.WriteString("contentType"u8, "application/cloudevents+json"u8);
        if (e.PartitionKey is not null)
            WritePartitionKey(writer, e.PartitionKey);
        writer.WritePropertyName("event"u8);
        WriteEvent(writer, e, dataInfo);
        writer.WriteEndObject();
    }

    private static void WritePartitionKey(Utf8JsonWriter writer, string key)
    {
        writer.WriteStartObject("metadata"u8);
        writer.WriteString("partitionKey"u8, key);
        writer.WriteEndObject();
    }

    private static BulkPublishResponseFailedEntry FailedEntry(JsonElement entry) =>
        new(entry.GetProperty("entryId").GetString() ?? "", entry.TryGetProperty("error", out var error) ? error.GetString() ?? "" : "");
}
