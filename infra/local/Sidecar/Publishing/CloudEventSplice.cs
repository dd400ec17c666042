using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.Local.Components;

namespace Platform.Local.Sidecar.Publishing;

/// <summary>
/// Completes a CloudEvent that the publisher made itself: our attributes in front, the publisher's bytes behind, nothing re-written.
/// </summary>
/// <remarks>
/// This is the hot path of bulk publishing: one scan, one copy. As with daprd, <c>topic</c> and <c>pubsubname</c> are overwritten and what
/// is missing is added. One difference: without a trace context on the request an event keeps the <c>traceparent</c> it came with.
/// </remarks>
internal sealed class CloudEventSplice(PublishRequest request)
{
    private const EventAttribute Overwritten = EventAttribute.Topic | EventAttribute.PubSubName;

    private readonly ArrayBufferWriter<byte> buffer = new(1_024);
    private readonly byte[] head = Encoding.UTF8.GetBytes(
        $"{{\"pubsubname\":{Quote(request.PubSub.Name)},\"topic\":{Quote(request.Topic)}");
    private readonly byte[] time = Field("time", PublishRequest.Rfc3339(request.Now));
    private readonly byte[] traceId = Field("traceid", request.Trace.Parent);
    private readonly byte[] traceParent = Field("traceparent", request.Trace.Parent);
    private readonly byte[] traceState = Field("tracestate", request.Trace.State);

    private static ReadOnlySpan<byte> Source => ",\"source\":\"Dapr\""u8;

    private static ReadOnlySpan<byte> Type => ",\"type\":\"com.dapr.event.sent\""u8;

    private static ReadOnlySpan<byte> SpecVersion => ",\"specversion\":\"1.0\""u8;

    /// <param name="body">The bytes that <paramref name="scan"/> was made from.</param>
    /// <param name="scan">Where the attributes are.</param>
    /// <param name="metadata">The message's metadata.</param>
    public Message Complete(ReadOnlySpan<byte> body, CloudEventScan scan, IReadOnlyDictionary<string, string>? metadata)
    {
        buffer.ResetWrittenCount();
        buffer.Write(head);
        var dropped = Overwritten | AddTrace(scan);
        AddMissing(scan);
        if (request.Expiration(metadata) is { } expiration)
        {
            dropped |= EventAttribute.Expiration;
            buffer.Write(Field("expiration", expiration));
        }

        foreach (var property in scan.Properties)
        {
            if ((property.Attribute & dropped) != 0) continue;
            buffer.Write(","u8);
            buffer.Write(body[property.Start..property.End]);
        }

        buffer.Write("}"u8);
        return new Message(buffer.WrittenSpan.ToArray(), metadata) { IsEnvelope = true };
    }

    private EventAttribute AddTrace(CloudEventScan scan)
    {
        if (!scan.Has(EventAttribute.TraceState)) buffer.Write(traceState);
        if (scan.Has(EventAttribute.TraceId)) return EventAttribute.None;
        buffer.Write(traceId);
        if (request.Trace.Parent.Length == 0 && scan.Has(EventAttribute.TraceParent)) return EventAttribute.None;
        buffer.Write(traceParent);
        return EventAttribute.TraceParent;
    }

    private void AddMissing(CloudEventScan scan)
    {
        if (!scan.Has(EventAttribute.Id)) buffer.Write(Field("id", Guid.NewGuid().ToString()));
        if (!scan.Has(EventAttribute.Source)) buffer.Write(Source);
        if (!scan.Has(EventAttribute.Type)) buffer.Write(Type);
        if (!scan.Has(EventAttribute.SpecVersion)) buffer.Write(SpecVersion);
        if (!scan.Has(EventAttribute.Time)) buffer.Write(time);
    }

    private static byte[] Field(string name, string value) => Encoding.UTF8.GetBytes($",\"{name}\":{Quote(value)}");

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.Default)}\"";
}
