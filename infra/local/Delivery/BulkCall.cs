using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.Local.Sidecar;

namespace Platform.Local.Delivery;

/// <summary>Several messages in one POST, put together from their own bytes; an entry's id is its place in the call.</summary>
internal sealed class BulkCall(IAppChannel app, string pubsubName, string topic, bool raw) : ITopicCall
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly byte[] tail = Encoding.UTF8.GetBytes(
        $"],\"metadata\":null,\"pubsubname\":{Quote(pubsubName)},\"topic\":{Quote(topic)},\"type\":\"com.dapr.event.sent.bulk\"}}");

    public async Task<CallResult> SendAsync(string path, IReadOnlyList<DeliveredEvent> events, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        request.Content = new ReadOnlyMemoryContent(Body(events));
        request.Content.Headers.ContentType = Json;
        request.Headers.TryAddWithoutValidation("pubsubName", pubsubName);
        using var response = await app.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        return response.StatusCode == HttpStatusCode.NotFound ? CallResult.All(events.Count, Verdict.Drop)
            : !response.IsSuccessStatusCode ? CallResult.All(events.Count, Verdict.Retry, response.StatusCode)
            : new CallResult(BulkStatuses.Read(await response.Content.ReadAsByteArrayAsync(ct), events.Count));
    }

    private ReadOnlyMemory<byte> Body(IReadOnlyList<DeliveredEvent> events)
    {
        var buffer = new ArrayBufferWriter<byte>(256 + events.Sum(delivered => (delivered.Body.Length * (raw ? 4 : 3) / 3) + 96));
        buffer.Write("{\"id\":\""u8);
        Guid.NewGuid().TryFormat(buffer.GetSpan(36), out var written);
        buffer.Advance(written);
        buffer.Write("\",\"entries\":["u8);
        for (var i = 0; i < events.Count; i++) WriteEntry(buffer, i, events[i]);
        buffer.Write(tail);
        return buffer.WrittenMemory;
    }

    private void WriteEntry(ArrayBufferWriter<byte> buffer, int index, DeliveredEvent delivered)
    {
        buffer.Write(index == 0 ? "{\"entryId\":\""u8 : ",{\"entryId\":\""u8);
        Utf8Formatter.TryFormat(index, buffer.GetSpan(11), out var written);
        buffer.Advance(written);
        buffer.Write("\",\"event\":"u8);
        if (raw) WriteBase64(buffer, delivered.Body.Span);
        else buffer.Write(delivered.Body.Span);
        buffer.Write(raw
            ? ",\"contentType\":\"application/octet-stream\",\"metadata\":"u8
            : ",\"contentType\":\"application/cloudevents+json\",\"metadata\":"u8);
        WriteMetadata(buffer, delivered.Metadata);
        buffer.Write("}"u8);
    }

    private static void WriteBase64(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> payload)
    {
        buffer.Write("\""u8);
        Base64.EncodeToUtf8(payload, buffer.GetSpan(Base64.GetMaxEncodedToUtf8Length(payload.Length)), out _, out var written);
        buffer.Advance(written);
        buffer.Write("\""u8);
    }

    private static void WriteMetadata(ArrayBufferWriter<byte> buffer, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null)
        {
            buffer.Write("{}"u8);
            return;
        }

        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        foreach (var (key, value) in metadata) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.Default)}\"";
}
