using System.Text.Json;

namespace Platform.Sigma;

/// <summary>The values of a JSON document with the names that lead to them.</summary>
internal static class JsonFields
{
    /// <summary>Name and value of each leaf, and of each object within its text, as rules look into those too.</summary>
    public static IEnumerable<KeyValuePair<string, SigmaValue>> WithObjects(JsonElement element) => Of(element, "", withObjects: true);

    /// <summary>Name and value of each leaf.</summary>
    public static IEnumerable<KeyValuePair<string, SigmaValue>> Leaves(JsonElement element) => Of(element, "", withObjects: false);

    // Elements of an array have the array's name; an empty one is a field without a value.
    private static IEnumerable<KeyValuePair<string, SigmaValue>> Of(JsonElement element, string name, bool withObjects)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var inner = element.EnumerateObject().SelectMany(each => Of(each.Value, Joined(name, each.Name), withObjects));
                return withObjects && name.Length > 0 ? inner.Prepend(new(name, SigmaValue.Of(element.GetRawText()))) : inner;
            case JsonValueKind.Array when element.GetArrayLength() > 0:
                return element.EnumerateArray().SelectMany(each => Of(each, name, withObjects));
            default:
                return [KeyValuePair.Create(name, SigmaValue.Of(element))];
        }
    }

    private static string Joined(string name, string inner) => name.Length == 0 ? inner : $"{name}.{inner}";
}
