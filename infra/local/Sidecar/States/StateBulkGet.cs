using System.Text;
using System.Text.Json;
using Platform.Local.Components;

namespace Platform.Local.Sidecar.States;

/// <summary>The wire form of a bulk get.</summary>
internal static class StateBulkGet
{
    public static List<string> ReadKeys(ReadOnlyMemory<byte> body) => StateRequest.Guard(() =>
    {
        var reader = StateRequest.Json(body);
        StateRequest.Expect(ref reader, JsonTokenType.StartObject, "an object with keys");
        var keys = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKeys = reader.NameIs("keys"u8);
            reader.Read();
            if (isKeys) ReadKeys(ref reader, keys);
            else reader.Skip();
        }

        StateRequest.Finish(ref reader);
        return keys;
    });

    public static void Write(Utf8JsonWriter json, List<string> keys, IReadOnlyList<StateItem?> found)
    {
        json.WriteStartArray();
        for (var i = 0; i < keys.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("key", keys[i]);
            if (found[i] is { Value.Length: > 0 } item) WriteItem(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void ReadKeys(ref Utf8JsonReader reader, List<string> keys)
    {
        if (reader.TokenType == JsonTokenType.Null) return;
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("keys must be an array");
        while (reader.Read() && reader.TokenType == JsonTokenType.String) keys.Add(reader.GetString() ?? "");
        if (reader.TokenType != JsonTokenType.EndArray) throw new JsonException("each key must be a string");
    }

    private static void WriteItem(Utf8JsonWriter json, StateItem item)
    {
        json.WritePropertyName("data");
        if (IsJson(item.Value.Span)) json.WriteRawValue(item.Value.Span, skipInputValidation: true);
        else json.WriteStringValue(Encoding.UTF8.GetString(item.Value.Span));
        json.WriteString("etag", item.ETag);
        if (item.ExpiresAt is not { } end) return;
        json.WriteStartObject("metadata");
        json.WriteString("ttlExpireTime", StateHandlers.Rfc3339(end));
        json.WriteEndObject();
    }

    // A value saved with another content type is no JSON; written raw it would spoil the whole answer.
    private static bool IsJson(ReadOnlySpan<byte> value)
    {
        try
        {
            var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = 512 });
            return reader.Read() && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
