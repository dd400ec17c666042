using System.Text;
using System.Text.Json;

namespace Platform.Local.Sidecar;

/// <summary>Property names as Go's JSON reads them: without regard to case.</summary>
internal static class JsonNames
{
    public static bool NameIs(this ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.ValueTextEquals(name)
        || (reader.ValueSpan.Length == name.Length && Ascii.EqualsIgnoreCase(reader.ValueSpan, name));

    /// <summary>Reads an object of texts; other scalars are taken as their text, null as empty.</summary>
    public static Dictionary<string, string> ReadTexts(this ref Utf8JsonReader reader)
    {
        var texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return texts;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString() ?? "";
            reader.Read();
            texts[name] = reader.TokenType == JsonTokenType.String ? reader.GetString() ?? "" : Encoding.UTF8.GetString(reader.ValueSpan);
            reader.Skip();
        }

        return texts;
    }

    /// <summary>The text of a string; null for anything else, which is passed over.</summary>
    public static string? ReadText(this ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String) return reader.GetString();
        reader.Skip();
        return null;
    }

    /// <summary>The bytes of the value the reader stands on, as the client wrote them.</summary>
    public static ReadOnlyMemory<byte> ReadRaw(this ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body[start..(int)reader.BytesConsumed];
    }
}
