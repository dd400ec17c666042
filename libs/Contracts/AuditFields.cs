using System.Buffers;

namespace Platform.Contracts;

/// <summary>The ranges of an audit event's fields, and how text from outside is made to fit them.</summary>
public static class AuditFields
{
    /// <summary>Name of an actor that is not known.</summary>
    public const string Anonymous = "anonymous";

    private const int MaxActor = 200;
    private const int MaxAction = 100;
    private const int MaxObjectType = 64;
    private const int MaxObjectId = 200;
    private const int MaxPersonal = 32;
    private const int MaxPersonalText = 4096;
    private static readonly SearchValues<char> hex = SearchValues.Create("0123456789abcdef");

    /// <summary>Makes text one that an event may carry: what cannot be printed becomes a question mark, the rest is cut.</summary>
    /// <param name="text">Any text; null counts as empty.</param>
    /// <param name="most">The most characters.</param>
    /// <returns>The text, perhaps empty.</returns>
    public static string Fit(string? text, int most = MaxActor)
    {
        text = text is { Length: var length } && length > most ? text[..most] : text ?? "";
        return text.All(IsPrintable) ? text : string.Create(text.Length, text, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++) to[i] = IsPrintable(from[i]) ? from[i] : '?';
        });
    }

    internal static bool IsActor(string? text) => IsText(text, MaxActor);

    internal static bool IsAction(string? text) => IsText(text, MaxAction);

    internal static bool IsObjectType(string? text) => IsText(text, MaxObjectType);

    internal static bool IsObjectId(string? text) => text is null || IsText(text, MaxObjectId);

    /// <summary>Whether an event may carry this as the hash of an object.</summary>
    /// <param name="text">Any text, or null.</param>
    /// <returns>True for null and for 64 lower-case hex digits.</returns>
    public static bool IsHash(string? text) => text is null || IsHex(text, 64);

    internal static bool IsTrace(string? text) => text is null || IsHex(text, 32);

    internal static bool IsSubject(AuditEvent e) => e.Subject is null ? e.Personal is not { Count: > 0 } : IsText(e.Subject, MaxActor);

    internal static bool ArePersonal(IReadOnlyDictionary<string, string?>? fields) => fields is null
        || (fields.Count <= MaxPersonal
            && fields.All(field => IsText(field.Key, 64) && field.Value is null or { Length: <= MaxPersonalText }));

    internal static bool IsValid(AuditEvent e) =>
        TransactionFields.IsName(e.Id) && TransactionFields.IsTime(e.Time) && IsActor(e.Actor) && IsAction(e.Action)
        && IsObjectType(e.ObjectType) && IsObjectId(e.ObjectId) && IsHash(e.Before) && IsHash(e.After) && IsTrace(e.TraceId)
        && IsSubject(e) && ArePersonal(e.Personal);

    private static bool IsText(string? text, int most)
    {
        if (text is not { Length: >= 1 } || text.Length > most) return false;
        foreach (var c in text)
        {
            if (!IsPrintable(c)) return false;
        }

        return true;
    }

    private static bool IsHex(string text, int length) => text.Length == length && !text.AsSpan().ContainsAnyExcept(hex);

    private static bool IsPrintable(char c) => !char.IsControl(c) && !char.IsSurrogate(c);
}
