using System.Buffers;
using System.Text;
using System.Text.Json;
using Platform.Local.Components;

namespace Platform.Local.Sidecar.Publishing;

/// <summary>
/// Makes the CloudEvent around a body that is none: the attributes in the order that Go's map has, the data as it was sent.
/// </summary>
internal sealed class NewEnvelope(PublishRequest request)
{
    private const string OverridePrefix = "cloudevent.";

    private readonly ArrayBufferWriter<byte> buffer = new(1_024);

    /// <summary>The id when the metadata names none; null for a fresh one.</summary>
    public string? Id { get; init; }

    public Message Wrap(ReadOnlySpan<byte> body, string contentType, IReadOnlyDictionary<string, string>? metadata)
    {
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteData(json, body, ContentKinds.Of(contentType));
            json.WriteString("datacontenttype", contentType.Length == 0 ? "text/plain" : contentType);
            if (request.Expiration(metadata) is { } expiration) json.WriteString("expiration", expiration);
            json.WriteString("id", Override(metadata, "id") ?? Id ?? Guid.NewGuid().ToString());
            json.WriteString("pubsubname", request.PubSub.Name);
            json.WriteString("source", Override(metadata, "source") ?? request.AppId);
            json.WriteString("specversion", "1.0");
            if (Override(metadata, "subject") is { } subject) json.WriteString("subject", subject);
            json.WriteString("time", PublishRequest.Rfc3339(request.Now));
            json.WriteString("topic", request.Topic);
            WriteTrace(json, metadata);
            json.WriteString("type", Override(metadata, "type") ?? "com.dapr.event.sent");
            json.WriteEndObject();
        }

        return new Message(buffer.WrittenSpan.ToArray(), metadata) { IsEnvelope = true };
    }

    /// <summary>Whether the bytes are one JSON value.</summary>
    public static bool IsJson(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 512 });
            return reader.Read() && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void WriteTrace(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? metadata)
    {
        var parent = Override(metadata, "traceparent") ?? Override(metadata, "traceid") ?? request.Trace.Parent;
        json.WriteString("traceid", parent);
        json.WriteString("traceparent", parent);
        json.WriteString("tracestate", Override(metadata, "tracestate") ?? request.Trace.State);
    }

    private static void WriteData(Utf8JsonWriter json, ReadOnlySpan<byte> body, ContentKind kind)
    {
        if (kind == ContentKind.Binary)
        {
            json.WriteBase64String("data_base64", body);
            return;
        }

        json.WritePropertyName("data");
        if (kind == ContentKind.Json && IsJson(body)) json.WriteRawValue(body, skipInputValidation: true);
        else json.WriteStringValue(Encoding.UTF8.GetString(body));
    }

    private static string? Override(IReadOnlyDictionary<string, string>? metadata, string attribute) =>
        metadata is not null && metadata.TryGetValue(OverridePrefix + attribute, out var value) && value.Length > 0 ? value : null;
}
