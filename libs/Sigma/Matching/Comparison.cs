using System.Globalization;

namespace Platform.Sigma.Matching;

/// <summary>Where in the value a text must stand.</summary>
internal enum Place
{
    Whole,
    Start,
    End,
    Anywhere,
}

/// <summary>How two numbers compare.</summary>
/// <param name="Least">The least sign of their difference that holds.</param>
/// <param name="Most">The greatest.</param>
internal sealed record Comparison(int Least, int Most)
{
    public static Comparison Equal { get; } = new(0, 0);

    /// <summary>The comparison of a modifier; null when it is none.</summary>
    public static Comparison? Named(string modifier) => modifier switch
    {
        "lt" => new(-1, -1),
        "lte" => new(-1, 0),
        "gt" => new(1, 1),
        "gte" => new(0, 1),
        _ => null,
    };

    public bool Holds(double own, double number) => own.CompareTo(number) is var sign && sign >= Least && sign <= Most;
}

/// <summary>A part of a moment, by the clock that the moment was written with.</summary>
internal sealed record TimePart(Func<DateTimeOffset, int> Part)
{
    /// <summary>The part of a modifier; null when it is none.</summary>
    public static TimePart? Named(string modifier) => modifier switch
    {
        "minute" => new(moment => moment.Minute),
        "hour" => new(moment => moment.Hour),
        "day" => new(moment => moment.Day),
        "week" => new(moment => ISOWeek.GetWeekOfYear(moment.DateTime)),
        "month" => new(moment => moment.Month),
        "year" => new(moment => moment.Year),
        _ => null,
    };

    public int? Of(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? Part(moment) : null;
}
