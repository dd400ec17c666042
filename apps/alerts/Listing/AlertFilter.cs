using System.Globalization;
using Platform.Contracts;

namespace Platform.Alerts;

/// <summary>Which alerts a caller wants to see. A null member does not restrict.</summary>
internal sealed record AlertFilter
{
    public IReadOnlyList<Severity>? Severities { get; init; }

    public IReadOnlyList<Verdict>? Verdicts { get; init; }

    public string? Entity { get; init; }

    public string? Reason { get; init; }

    /// <summary>Raised at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Raised before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    public double? MinScore { get; init; }

    /// <summary>Only closed ones, or only open ones.</summary>
    public bool? IsClosed { get; init; }

    public AlertCursor? Cursor { get; init; }

    /// <summary>Alerts on a page, 1-200.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>Reads a filter from a query string and says what is wrong with which parameter.</summary>
internal sealed class AlertFilterReader(IQueryCollection query)
{
    private const int MaxLimit = 200;
    private const int MaxTextLength = 64;
    private readonly Dictionary<string, string[]> errors = new(StringComparer.Ordinal);

    /// <summary>What is wrong, by parameter; empty when nothing is.</summary>
    public IDictionary<string, string[]> Errors => errors;

    /// <summary>The filter; of use only when <see cref="Errors"/> is empty afterwards.</summary>
    public AlertFilter Read()
    {
        var filter = new AlertFilter
        {
            Severities = Choices<Severity>("severity"),
            Verdicts = Choices<Verdict>("verdict"),
            Entity = Text("entity"),
            Reason = Text("reason"),
            Since = Time("since"),
            Until = Time("until"),
            MinScore = Number("minScore"),
            IsClosed = Value<bool?>("closed", "true or false is expected.", text => bool.TryParse(text, out var closed) ? closed : null),
            Cursor = Value<AlertCursor?>("cursor", "Pass on what 'next' of the page before said.", text => AlertCursor.Parse(text)),
            Limit = Limit(),
        };
        if (filter is { Since: { } since, Until: { } until } && since >= until)
        {
            errors["until"] = ["'until' must be later than 'since'."];
        }

        return filter;
    }

    private string? Text(string name) =>
        Value(name, $"At most {MaxTextLength} characters are expected.", text => text.Length <= MaxTextLength ? text : null);

    private DateTimeOffset? Time(string name) => Value<DateTimeOffset?>(
        name,
        "An ISO 8601 time is expected, e.g. 2026-01-31T12:00:00Z.",
        text => DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time : null);

    private double? Number(string name) => Value<double?>(
        name,
        "A number from 0 to 1 is expected.",
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1
            ? number : null);

    private int Limit() => Value<int?>(
        "limit",
        $"A whole number from 1 to {MaxLimit} is expected.",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit
            ? limit : null) ?? new AlertFilter().Limit;

    private T[]? Choices<T>(string name) where T : struct, Enum => Value(
        name,
        $"One or more of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()} are expected, separated by commas.",
        text => text.Split(',') is var words && words.All(IsChoice<T>) ? Array.ConvertAll(words, word => Enum.Parse<T>(word, true)) : null);

    // Enum.Parse also takes numbers and surrounding blanks; the interface takes the names alone.
    private static bool IsChoice<T>(string word) where T : struct, Enum =>
        Enum.GetNames<T>().Contains(word, StringComparer.OrdinalIgnoreCase);

    private T? Value<T>(string name, string expected, Func<string, T?> read)
    {
        if (!query.TryGetValue(name, out var values) || values is [null or ""])
        {
            return default;
        }

        var value = values is [{ } text] ? read(text) : default;
        if (value is null)
        {
            errors[name] = [expected];
        }

        return value;
    }
}
