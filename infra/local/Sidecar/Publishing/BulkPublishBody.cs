using System.Net;
using System.Text;
using System.Text.Json;
using Platform.Local.Components;

namespace Platform.Local.Sidecar.Publishing;

/// <summary>Reads a bulk publish in one pass and makes the messages on the way.</summary>
internal sealed class BulkPublishBody(PublishRequest request, ReadOnlyMemory<byte> body)
{
    private readonly CloudEventScan scan = new();
    private readonly CloudEventSplice splice = new(request);
    private readonly NewEnvelope envelope = new(request);
    private readonly HashSet<string> ids = new(StringComparer.Ordinal);
    private readonly List<Message> messages = [];

    /// <summary>The entries' ids, in their order.</summary>
    public IReadOnlyCollection<string> EntryIds => ids;

    public List<Message> Read()
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = 512 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
                throw new JsonException("the body must be an array of entries");
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject) ReadEntry(ref reader);
            if (reader.TokenType != JsonTokenType.EndArray) throw new JsonException("each entry must be an object");
            if (reader.Read()) throw new JsonException("there is more after the end");
            return messages;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw Wrong(error.Message);
        }
    }

    private void ReadEntry(ref Utf8JsonReader reader)
    {
        var entry = new Entry();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) ReadProperty(ref reader, ref entry);
        if (entry.Kind == JsonTokenType.None) throw new JsonException($"entry '{entry.Id}' has no event");
        if (string.IsNullOrEmpty(entry.Id) || !ids.Add(entry.Id)) throw new JsonException($"entryId '{entry.Id}' is empty or not unique");
        messages.Add(MessageOf(entry));
    }

    private void ReadProperty(ref Utf8JsonReader reader, ref Entry entry)
    {
        var name = reader.NameIs("event"u8) ? 'e' : reader.NameIs("entryId"u8) ? 'i'
            : reader.NameIs("contentType"u8) ? 'c' : reader.NameIs("metadata"u8) ? 'm' : ' ';
        reader.Read();
        if (name == 'e') ReadEvent(ref reader, ref entry);
        else if (name == 'i') entry.Id = reader.ReadText();
        else if (name == 'c') entry.ContentType = reader.ReadText();
        else if (name == 'm') entry.Metadata = reader.ReadTexts();
        else reader.Skip();
    }

    // The content type may come later, so an object's attributes are noted in any case; that costs nothing extra.
    private void ReadEvent(ref Utf8JsonReader reader, ref Entry entry)
    {
        (entry.Kind, entry.Start) = (reader.TokenType, (int)reader.TokenStartIndex);
        if (entry.Kind == JsonTokenType.StartObject) scan.Read(ref reader);
        else if (entry.Kind == JsonTokenType.String) entry.Text = reader.GetString();
        else reader.Skip();
        entry.End = (int)reader.BytesConsumed;
    }

    private Message MessageOf(in Entry entry)
    {
        var metadata = request.MetadataWith(entry.Metadata);
        var type = entry.ContentType ?? (entry.Kind == JsonTokenType.String ? "text/plain" : "application/json");
        var kind = ContentKinds.Of(type);
        if (PublishRequest.IsRaw(metadata)) return new Message(Payload(entry, kind).ToArray(), metadata);
        if (kind != ContentKind.CloudEvent) return envelope.Wrap(Payload(entry, kind), type, metadata);
        if (entry.Kind != JsonTokenType.StartObject)
            throw PublishHandlers.NotACloudEvent($"the event of entry '{entry.Id}' is not an object");
        return splice.Complete(body.Span, scan, metadata);
    }

    private ReadOnlySpan<byte> Payload(in Entry entry, ContentKind kind) => kind switch
    {
        ContentKind.Json or ContentKind.CloudEvent => body.Span[entry.Start..entry.End],
        _ when entry.Text is null => throw new JsonException($"the event of entry '{entry.Id}' must be a string for its contentType"),
        ContentKind.Binary => Convert.FromBase64String(entry.Text),
        _ => Encoding.UTF8.GetBytes(entry.Text),
    };

    private ApiException Wrong(string problem) =>
        new(HttpStatusCode.BadRequest, "ERR_PUBSUB_EVENTS_SER",
            $"error when unmarshaling the request for topic {request.Topic}: {problem}");

    private record struct Entry
    {
        public string? Id { get; set; }

        public string? ContentType { get; set; }

        public string? Text { get; set; }

        public Dictionary<string, string>? Metadata { get; set; }

        public JsonTokenType Kind { get; set; }

        public int Start { get; set; }

        public int End { get; set; }
    }
}
