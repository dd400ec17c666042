using System.Text.Json;

namespace Platform.Dapr;

/// <summary>Reads what the list operation of a blob component returns, in whichever of their forms.</summary>
internal static class BlobList
{
    private static readonly string[] NameProperties = ["Key", "key", "Name", "name"];

    /// <summary>
    /// The names below a folder. Files: an array of absolute paths. S3: an object with an array of objects with <c>Key</c>. Azure: an array
    /// of objects with <c>Name</c>.
    /// </summary>
    /// <param name="json">The answer; empty for nothing.</param>
    /// <param name="folder">The folder, without a slash at its end.</param>
    /// <returns>Full names, beginning with the folder.</returns>
    public static IReadOnlyList<string> NamesIn(ReadOnlySpan<byte> json, string folder)
    {
        if (json.IsEmpty) return [];

        var reader = new Utf8JsonReader(json);
        using var answer = JsonDocument.ParseValue(ref reader);
        return [.. TextsOf(ArrayOf(answer.RootElement)).Select(text => Below(text, folder)).OfType<string>()];
    }

    private static JsonElement ArrayOf(JsonElement root)
    {
        if (root.ValueKind is JsonValueKind.Object)
        {
            foreach (var property in root.EnumerateObject())
            {
                if (property.Value.ValueKind is JsonValueKind.Array) return property.Value;
            }
        }

        return root;
    }

    private static IEnumerable<string> TextsOf(JsonElement list) => list.ValueKind is not JsonValueKind.Array
        ? []
        : list.EnumerateArray().Select(TextOf).OfType<string>();

    private static string? TextOf(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.String => item.GetString(),
        JsonValueKind.Object => NameProperties
            .Select(name => item.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null)
            .FirstOrDefault(text => text is not null),
        _ => null,
    };

    // A path of this machine has the root of the storage in front.
    private static string? Below(string text, string folder)
    {
        if (text.StartsWith(folder + "/", StringComparison.Ordinal)) return text;

        var at = text.LastIndexOf("/" + folder + "/", StringComparison.Ordinal);
        return at < 0 ? null : text[(at + 1)..];
    }
}
