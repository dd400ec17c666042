using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Dapr;

/// <summary>Reads a structured CloudEvent; what is not one, or whose data is not of the type, is null.</summary>
internal static class CloudEventReader
{
    public static CloudEvent<TData>? Read<TData>(ReadOnlySpan<byte> json, JsonTypeInfo<TData> info)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            return reader.Read() && reader.TokenType is JsonTokenType.StartObject ? ReadEnvelope(ref reader, info) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // Invalid UTF-8 and wrong token kinds are reported as InvalidOperationException; waiting will not mend them either.
            return null;
        }
    }

    private static CloudEvent<TData>? ReadEnvelope<TData>(ref Utf8JsonReader reader, JsonTypeInfo<TData> info)
    {
        var (envelope, data) = (default(Envelope), default(TData));
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("data"u8))
            {
                envelope.Read(ref reader);
                continue;
            }
            reader.Read();
            data = JsonSerializer.Deserialize(ref reader, info);
        }
        if (envelope.Id is not { Length: > 0 } || data is null)
            return null;
        return new(envelope.Id, envelope.Source ?? "", envelope.Type ?? "", envelope.Time, data)
        {
            TenantId = envelope.TenantId,
            TraceParent = envelope.TraceParent,
        };
    }

    [SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
    private struct Envelope
    {
        public string? Id { get; private set; }
        public string? Source { get; private set; }
        public string? Type { get; private set; }
        public string? TenantId { get; private set; }
        public string? TraceParent { get; private set; }
        public DateTimeOffset Time { get; private set; }

        public void Read(ref Utf8JsonReader reader)
        {
            if (reader.ValueTextEquals("id"u8))
                Id = Text(ref reader);
            else if (reader.ValueTextEquals("tenantid"u8))
                TenantId = Text(ref reader);
            else if (reader.ValueTextEquals("source"u8))
                Source = Text(ref reader);
            else if (reader.ValueTextEquals("type"u8))
                Type = Text(ref reader);
            else if (reader.ValueTextEquals("traceparent"u8))
                TraceParent = Text(ref reader);
            else if (reader.ValueTextEquals("time"u8))
                Time = Instant(ref reader);
            else
                reader.Skip();
        }

        private static string? Text(ref Utf8JsonReader reader)
        {
            reader.Read();
            return reader.GetString();
        }

        private static DateTimeOffset Instant(ref Utf8JsonReader reader)
        {
            reader.Read();
            return reader.GetDateTimeOffset();
        }
    }
}
