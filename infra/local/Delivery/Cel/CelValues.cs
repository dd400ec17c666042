using System.Text.Json;

namespace Platform.Local.Delivery.Cel;

/// <summary>How values of a condition compare. Numbers are doubles, so 1 and 1.0 are the same.</summary>
internal static class CelValues
{
    public static object? Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.String => json.GetString(),
        _ => json,
    };

    public static bool Bool(object? value) => value is bool answer ? answer : throw new CelException("true or false is expected");

    public static bool Same(object? a, object? b) => a is JsonElement x && b is JsonElement y ? JsonElement.DeepEquals(x, y) : Equals(a, b);

    public static int Compare(object? a, object? b) => (a, b) switch
    {
        (double x, double y) => x.CompareTo(y),
        (string x, string y) => string.CompareOrdinal(x, y),
        (bool x, bool y) => x.CompareTo(y),
        _ => throw new CelException("these values have no order"),
    };

    public static double Size(object? value) => value switch
    {
        string text => text.Length,
        IReadOnlyList<object?> list => list.Count,
        JsonElement { ValueKind: JsonValueKind.Array } array => array.GetArrayLength(),
        JsonElement { ValueKind: JsonValueKind.Object } map => map.EnumerateObject().Count(),
        _ => throw new CelException("size() needs a string, a list or an object"),
    };
}
