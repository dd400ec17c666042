using System.Globalization;
using System.Text.Json;
using Platform.Sigma.Matching;

namespace Platform.Sigma;

/// <summary>A value of an event's field: text, number, bool or null. All are compared as text.</summary>
public sealed class SigmaValue
{
    private string? folded;

    private SigmaValue(string? text) => Text = text;

    /// <summary>No value.</summary>
    public static SigmaValue Null { get; } = new(null);

    /// <summary>The value as text; null when there is none.</summary>
    public string? Text { get; }

    // Case is folded once per value, and once per literal of a rule, so that every comparison is of ordinals.
    internal string Folded => folded ??= Fold(Text ?? "");

    /// <summary>A text.</summary>
    /// <param name="text">It; null is no value.</param>
    /// <returns>The value.</returns>
    public static SigmaValue Of(string? text) => text is null ? Null : new(text);

    /// <summary>A number.</summary>
    /// <param name="number">It.</param>
    /// <returns>The value, written as a rule would write it.</returns>
    public static SigmaValue Of(double number) => new(number.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>True or false.</summary>
    /// <param name="flag">It.</param>
    /// <returns>The value.</returns>
    public static SigmaValue Of(bool flag) => new(flag ? "true" : "false");

    /// <summary>A value of JSON that is not composed.</summary>
    /// <param name="json">Text, number, true, false or null; of objects and arrays there is no one value.</param>
    /// <returns>The value; a number is written as a rule would write it.</returns>
    public static SigmaValue Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => Of(json.GetString()),
        JsonValueKind.Number => Of(NumberText.Plain(json.GetRawText())),
        JsonValueKind.True => Of(true),
        JsonValueKind.False => Of(false),
        _ => Null,
    };

    internal static string Fold(string text) => text.ToUpperInvariant();
}
