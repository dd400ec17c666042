using System.Text.Json;
using Platform.Sigma.Matching;

namespace Platform.Sigma;

/// <summary>The values of a JSON document with the names that lead to them.</summary>
internal static class JsonFields
{
    /// <summary>Name and value of each leaf, and of each object within its text, as rules look into those too.</summary>
    /// <remarks>Elements of an array have the array's name; an empty one is a field without a value.</remarks>
    public static IEnumerable<KeyValuePair<string, SigmaValue>> Of(JsonElement element, string name = "") => element.ValueKind switch
    {
        JsonValueKind.Object => Whole(element, name).Concat(element.EnumerateObject()
            .SelectMany(property => Of(property.Value, name.Length == 0 ? property.Name : $"{name}.{property.Name}"))),
        JsonValueKind.Array when element.GetArrayLength() > 0 => element.EnumerateArray().SelectMany(each => Of(each, name)),
        _ => [KeyValuePair.Create(name, ValueOf(element))],
    };

    private static KeyValuePair<string, SigmaValue>[] Whole(JsonElement element, string name) =>
        name.Length == 0 ? [] : [KeyValuePair.Create(name, SigmaValue.Of(element.GetRawText()))];

    private static SigmaValue ValueOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => SigmaValue.Of(element.GetString()),
        JsonValueKind.Number => SigmaValue.Of(NumberText.Plain(element.GetRawText())),
        JsonValueKind.True => SigmaValue.Of(true),
        JsonValueKind.False => SigmaValue.Of(false),
        _ => SigmaValue.Null,
    };
}
