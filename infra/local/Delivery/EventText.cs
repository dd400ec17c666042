using System.Text.Json;

namespace Platform.Local.Delivery;

/// <summary>Looks up one top-level text of a JSON object without building a tree.</summary>
internal static class EventText
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    /// <summary>The text; null when there is no such property, it is no string, or the bytes are no JSON object.</summary>
    public static string? Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        // Searching the bytes first costs next to nothing and spares the parse for the many events that lack the name.
        if (json.IndexOf(name) < 0) return null;
        try
        {
            var reader = new Utf8JsonReader(json, Options);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? Find(ref reader, name) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static bool IsObject(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, Options);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? Find(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found) return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            reader.Skip();
        }

        return null;
    }
}
