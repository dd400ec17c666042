using System.Net;
using System.Text.Json;

namespace Platform.Local.Sidecar.States;

/// <summary>One item of a save or of a transaction, as the client wrote it.</summary>
internal sealed record StateRequest
{
    public string Key { get; set; } = "";

    /// <summary>The JSON as sent; absent reads as <c>null</c>.</summary>
    public ReadOnlyMemory<byte> Value { get; set; } = "null"u8.ToArray();

    public string? ETag { get; set; }

    public string? Concurrency { get; set; }

    public string? Consistency { get; set; }

    public string? ContentType { get; set; }

    public Dictionary<string, string> Metadata { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A save's body: an array of items.</summary>
    public static List<StateRequest> ReadAll(ReadOnlyMemory<byte> body) => Guard(() =>
    {
        var reader = Json(body);
        Expect(ref reader, JsonTokenType.StartArray, "an array of items");
        var items = new List<StateRequest>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject) items.Add(ReadItem(ref reader, body));
        if (reader.TokenType != JsonTokenType.EndArray) throw new JsonException("each item must be an object");
        Finish(ref reader);
        return items;
    });

    /// <summary>Reads JSON by hand; what is not JSON, or not of the right shape, is the caller's mistake.</summary>
    public static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Malformed($"failed deserializing HTTP body: {error.Message}");
        }
    }

    public static Utf8JsonReader Json(ReadOnlyMemory<byte> body) => new(body.Span, new JsonReaderOptions { MaxDepth = 512 });

    public static void Expect(ref Utf8JsonReader reader, JsonTokenType token, string what)
    {
        if (!reader.Read() || reader.TokenType != token) throw new JsonException($"the body must be {what}");
    }

    public static void Finish(ref Utf8JsonReader reader)
    {
        if (reader.Read()) throw new JsonException("there is more after the end");
    }

    public static ApiException Malformed(string message) => new(HttpStatusCode.BadRequest, "ERR_MALFORMED_REQUEST", message);

    /// <summary>The reader stands on the item's opening brace.</summary>
    public static StateRequest ReadItem(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("an item must be an object");
        var item = new StateRequest();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) item.ReadProperty(ref reader, body);
        return item;
    }

    private void ReadProperty(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.NameIs("key"u8)) Key = Next(ref reader).ReadText() ?? "";
        else if (reader.NameIs("value"u8)) Value = Next(ref reader).ReadRaw(body);
        else if (reader.NameIs("etag"u8)) ETag = Next(ref reader).ReadText();
        else if (reader.NameIs("metadata"u8)) Metadata = Next(ref reader).ReadTexts();
        else if (reader.NameIs("contentType"u8)) ContentType = Next(ref reader).ReadText();
        else if (reader.NameIs("options"u8)) ReadOptions(Next(ref reader).ReadTexts());
        else Next(ref reader).Skip();
    }

    private void ReadOptions(Dictionary<string, string> options) =>
        (Concurrency, Consistency) = (options.GetValueOrDefault("concurrency"), options.GetValueOrDefault("consistency"));

    private static ref Utf8JsonReader Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        return ref reader;
    }
}
