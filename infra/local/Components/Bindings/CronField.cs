using System.Globalization;

namespace Platform.Local.Components;

/// <summary>One field of a cron line as a set of numbers below 64.</summary>
/// <param name="Set">Bit n is set when n matches.</param>
/// <param name="Any">Whether it was written as <c>*</c> or <c>?</c>, which matters for days.</param>
internal readonly record struct CronField(ulong Set, bool Any)
{
    private static readonly string[] Months = ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public bool Has(int number) => (Set >> number & 1) != 0;

    /// <exception cref="FormatException">It is not a field; the message says why.</exception>
    public static CronField Parse(string text, CronRange range)
    {
        ulong set = 0;
        foreach (var part in text.Split(',')) set |= Part(part, range);
        return new CronField(set, text[0] is '*' or '?');
    }

    // number | number-number | * , each optionally with /step; "n/step" means from n to the end.
    private static ulong Part(string part, CronRange range)
    {
        var slash = part.Split('/');
        var step = slash.Length == 2 ? Number(slash[1], range, []) : 1;
        var ends = slash[0].Split('-');
        var all = slash[0] is "*" or "?";
        if (slash.Length > 2 || ends.Length > 2 || step < 1) throw new FormatException($"'{part}' is not a {range.Name}");

        var from = all ? range.Min : Number(ends[0], range, range.Names);
        var to = all || (ends.Length == 1 && slash.Length == 2) ? range.Max : Number(ends[^1], range, range.Names);
        if (from < range.Min || to > range.Max || from > to)
            throw new FormatException($"'{part}' is not a {range.Name}; allowed are {range.Min} to {range.Max}");
        ulong set = 0;
        for (var number = from; number <= to; number += step) set |= 1UL << number;
        return set;
    }

    private static int Number(string text, CronRange range, string[] names)
    {
        var named = Array.IndexOf(names, text.ToLowerInvariant());
        if (named >= 0 && text.Length > 0) return named;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"'{text}' is not a {range.Name}");
    }

    public static CronRange Second { get; } = new("second", 0, 59, []);

    public static CronRange Minute { get; } = new("minute", 0, 59, []);

    public static CronRange Hour { get; } = new("hour", 0, 23, []);

    public static CronRange Day { get; } = new("day of month", 1, 31, []);

    public static CronRange Month { get; } = new("month", 1, 12, Months);

    public static CronRange Weekday { get; } = new("day of week", 0, 6, Days);
}

/// <summary>What a field may contain.</summary>
internal sealed record CronRange(string Name, int Min, int Max, string[] Names);
