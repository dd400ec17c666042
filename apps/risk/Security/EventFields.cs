using System.Globalization;
using System.Text.Json;
using Platform.Contracts;

namespace Platform.Risk.Security;

/// <summary>Reads the fields of a security event that a detector knows; what is not of the expected kind is not there.</summary>
internal static class EventFields
{
    /// <summary>The first of these fields that is a text which says something; of an array its first text.</summary>
    public static string? Text(this SecurityEvent e, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (First(e, name) is { ValueKind: JsonValueKind.String } json && json.GetString() is { Length: > 0 } text) return text;
        }

        return null;
    }

    /// <summary>The first of these fields that is a finite number, or a text that is one.</summary>
    public static double? Number(this SecurityEvent e, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (First(e, name) is { } json && NumberOf(json) is { } number && double.IsFinite(number)) return number;
        }

        return null;
    }

    /// <summary>The same, for what cannot be below 0.</summary>
    public static double? Amount(this SecurityEvent e, params ReadOnlySpan<string> names) =>
        e.Number(names) is >= 0 and var amount ? amount : null;

    private static JsonElement? First(SecurityEvent e, string name)
    {
        if (e.Fields is null || !e.Fields.TryGetValue(name, out var json)) return null;
        if (json.ValueKind is not JsonValueKind.Array) return json;

        return json.GetArrayLength() > 0 ? json[0] : null;
    }

    private static double? NumberOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number when json.TryGetDouble(out var number) => number,
        JsonValueKind.String => NumberOf(json.GetString()),
        _ => null,
    };

    private static double? NumberOf(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
