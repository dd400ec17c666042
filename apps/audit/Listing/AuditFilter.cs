using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using Platform.Contracts;

namespace Platform.Audit;

/// <summary>Which entries a caller wants to see. A null member does not restrict.</summary>
internal sealed record AuditFilter
{
    public string? Actor { get; init; }

    public string? Action { get; init; }

    /// <summary>Id of the object.</summary>
    public string? Object { get; init; }

    public string? ObjectType { get; init; }

    public AuditResult? Result { get; init; }

    /// <summary>Happened at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Happened before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Entries before this position; it is what a cursor holds.</summary>
    public long? Before { get; init; }

    /// <summary>Entries on a page, 1-200.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>The place in the list after which a page begins. Opaque to callers: base64url of a version and the position.</summary>
internal static class AuditCursor
{
    private const byte Version = 1;

    public static string Write(long sequence)
    {
        Span<byte> bytes = stackalloc byte[9];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], sequence);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor; null when the text is none.</summary>
    public static long? Read(string text) =>
        text.Length is 12 && Base64Url.IsValid(text) && Base64Url.DecodeFromChars(text) is [Version, ..] bytes
        && BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1)) is var sequence and >= 0
            ? sequence
            : null;
}

/// <summary>Reads a filter from a query string and says what is wrong with which parameter.</summary>
internal sealed class AuditFilterReader(IQueryCollection query)
{
    private const int MaxLimit = 200;
    private const int MaxTextLength = 200;
    private readonly Dictionary<string, string[]> errors = new(StringComparer.Ordinal);

    /// <summary>What is wrong, by parameter; empty when nothing is.</summary>
    public IDictionary<string, string[]> Errors => errors;

    /// <summary>The filter; of use only when <see cref="Errors"/> is empty afterwards.</summary>
    public AuditFilter Read()
    {
        var filter = new AuditFilter
        {
            Actor = Text("actor"),
            Action = Text("action"),
            Object = Text("object"),
            ObjectType = Text("objectType"),
            Result = Value<AuditResult?>("result", "One of allowed, denied, failed is expected.", ReadResult),
            Since = Time("since"),
            Until = Time("until"),
            Before = Value<long?>("cursor", "Pass on what 'next' of the page before said.", AuditCursor.Read),
            Limit = Limit(),
        };
        if (filter is { Since: { } since, Until: { } until } && since >= until) errors["until"] = ["'until' must be later than 'since'."];

        return filter;
    }

    /// <summary>A whole number from 1 on that must be given.</summary>
    public long Size(string name)
    {
        if (!query.ContainsKey(name)) errors[name] = ["A number of entries, from 1 on, is expected."];
        return Value<long?>(name, "A number of entries, from 1 on, is expected.", text =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size >= 1 ? size : null) ?? 0;
    }

    /// <summary>A number of days; the given one when none is asked for.</summary>
    public int Days(int usual) => Value<int?>("days", "A whole number from 1 to 3650 is expected.", text =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= 3_650 ? days : null)
        ?? usual;

    /// <summary>Text of at most 200 characters.</summary>
    public string? Text(string name) => Value(
        name,
        $"At most {MaxTextLength} characters are expected.",
        text => text.Length <= MaxTextLength && !text.Contains('\0') ? text : null);

    private DateTimeOffset? Time(string name) => Value<DateTimeOffset?>(
        name,
        "An ISO 8601 time is expected, e.g. 2026-01-31T12:00:00Z.",
        text => DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time : null);

    private int Limit() => Value<int?>(
        "limit",
        $"A whole number from 1 to {MaxLimit} is expected.",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit
            ? limit : null) ?? new AuditFilter().Limit;

    private static AuditResult? ReadResult(string text) => text switch
    {
        "allowed" => AuditResult.Allowed,
        "denied" => AuditResult.Denied,
        "failed" => AuditResult.Failed,
        _ => null,
    };

    private T? Value<T>(string name, string expected, Func<string, T?> read)
    {
        if (!query.TryGetValue(name, out var values) || values is [null or ""]) return default;

        var value = values is [{ } text] ? read(text) : default;
        if (value is null) errors[name] = [expected];

        return value;
    }
}
