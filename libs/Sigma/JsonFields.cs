using System.Text.Json;

namespace Platform.Sigma;

/// <summary>The leaves of a JSON document with the names that lead to them.</summary>
internal static class JsonFields
{
    /// <summary>Name and value of each leaf; elements of an array have the array's name.</summary>
    public static IEnumerable<KeyValuePair<string, SigmaValue>> Of(JsonElement element, string name = "") => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject()
            .SelectMany(property => Of(property.Value, name.Length == 0 ? property.Name : $"{name}.{property.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(each => Of(each, name)),
        _ => [KeyValuePair.Create(name, ValueOf(element))],
    };

    private static SigmaValue ValueOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => SigmaValue.Of(element.GetString()),
        JsonValueKind.Number => SigmaValue.Of(Matching.NumberText.Plain(element.GetRawText())),
        JsonValueKind.True => SigmaValue.Of(true),
        JsonValueKind.False => SigmaValue.Of(false),
        _ => SigmaValue.Null,
    };
}
