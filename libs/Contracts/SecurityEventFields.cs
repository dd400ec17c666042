using System.Net;
using System.Text;
using System.Text.Json;

namespace Platform.Contracts;

/// <summary>The ranges of a security event's fields, each with the sentence that a sender reads.</summary>
internal static class SecurityEventFields
{
    public const int MostEvents = 1_000;
    public const string EventsText = "1 to 1000 events";
    public const string KindText = "process, network, dns, web, cloud, authentication, file, audit or other";
    public const string EntityText = "1 to 256 printable characters";
    public const string IpText = "An IPv4 or IPv6 address";
    public const string CountText = "At most 128 fields";
    public const string NameText = "Names of 1 to 128 printable characters";
    public const string ValueText = "A text of at most 8192 characters, a number, true, false, null, or an array of at most 64 of those";

    private const int MostFields = 128;
    private const int LongestName = 128;
    private const int LongestText = 8_192;
    private const int LongestNumber = 64;
    private const int MostValues = 64;

    public static bool AreMany(IReadOnlyList<SecurityEvent>? events) => events is { Count: >= 1 and <= MostEvents };

    public static bool IsKind(SecurityEventKind kind) => kind is >= SecurityEventKind.Process and <= SecurityEventKind.Other;

    public static bool IsSourcePart(string? text) => text is null || TransactionFields.IsName(text);

    public static bool IsSource(SecuritySource? source) =>
        source is null || (IsSourcePart(source.Product) && IsSourcePart(source.Category) && IsSourcePart(source.Service));

    public static bool IsEntity(string? text) => text is null || IsText(text, 256);

    // Only texts of an address's own length: a zone after % may be of any length and says nothing to anybody else.
    public static bool IsIp(string? text) =>
        text is null || (text.Length is >= 2 and <= 45 && !text.Contains('%', StringComparison.Ordinal) && IPAddress.TryParse(text, out _));

    public static string? ObjectionTo(IReadOnlyDictionary<string, JsonElement>? fields)
    {
        if (fields is null) return null;
        if (fields.Count > MostFields) return CountText;
        if (fields.Keys.Any(name => !IsText(name, LongestName))) return NameText;

        return fields.Values.All(IsValue) ? null : ValueText;
    }

    private static bool IsValue(JsonElement value) => value.ValueKind is JsonValueKind.Array
        ? value.GetArrayLength() <= MostValues && value.EnumerateArray().All(IsSingle)
        : IsSingle(value);

    private static bool IsSingle(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => IsReadable(value),
        JsonValueKind.Number => value.GetRawText().Length <= LongestNumber,
        JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => true,
        _ => false,
    };

    // A text may say half a surrogate pair by an escape, which no string can be made of.
    private static bool IsReadable(JsonElement text)
    {
        try
        {
            return text.GetString() is { Length: <= LongestText };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    public static bool IsText(string text, int most) =>
        text.Length >= 1 && text.Length <= most && text.EnumerateRunes().All(rune => !Rune.IsControl(rune) && rune != Rune.ReplacementChar);
}
