using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Local.Scheduling;

/// <summary>The texts for moments and spans in schedules: RFC 3339, Go durations, ISO 8601 durations.</summary>
internal static partial class TimeText
{
    /// <summary>What is allowed where a moment is asked for.</summary>
    public const string Moments = "a moment (2026-01-31T08:00:00Z) or a duration (10s, PT10S)";

    /// <summary>What is allowed where a period is asked for.</summary>
    public const string Periods = "a duration of hours, minutes and seconds (10s, PT10S), optionally after R<n>/";

    /// <summary>Reads a moment; a duration counts from <paramref name="from"/>.</summary>
    public static bool TryMoment(string text, DateTimeOffset from, out DateTimeOffset moment)
    {
        moment = default;
        if (Rfc3339().IsMatch(text))
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment);
        if (TryGo(text, out var span) && span >= TimeSpan.Zero)
        {
            moment = from + span;
            return true;
        }

        if (Iso(text) is not { } iso) return false;
        moment = from.AddYears(Number(iso, "y")).AddMonths(Number(iso, "m")).AddDays(Days(iso)) + Time(iso);
        return true;
    }

    /// <summary>Reads a period, with how often it happens in all; 0 for no limit.</summary>
    public static bool TryPeriod(string text, out TimeSpan period, out int repeats)
    {
        (period, repeats) = (default, 0);
        if (Repeated().Match(text) is { Success: true } match)
        {
            if (!int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out repeats) || repeats == 0)
                return false;
            text = match.Groups[2].Value;
        }
        else if (TryGo(text, out period))
        {
            return period >= TimeSpan.Zero;
        }

        if (Iso(text) is not { } iso || Number(iso, "y") + Number(iso, "m") + Days(iso) > 0) return false;
        period = Time(iso);
        return true;
    }

    // Go reads no bare numbers but zero.
    private static bool TryGo(string text, out TimeSpan span)
    {
        span = default;
        return text.Length > 0 && (char.IsAsciiLetter(text[^1]) || text == "0") && GoDuration.TryParse(text, TimeSpan.Zero, out span);
    }

    private static Match? Iso(string text) =>
        Iso8601().Match(text) is { Success: true } match && text.Length > 2 && char.IsAsciiDigit(text[^2]) ? match : null;

    private static int Days(Match iso) => Number(iso, "d") + (7 * Number(iso, "w"));

    private static TimeSpan Time(Match iso) =>
        TimeSpan.FromHours(Number(iso, "H")) + TimeSpan.FromMinutes(Number(iso, "M")) + TimeSpan.FromSeconds(
            iso.Groups["S"] is { Success: true } seconds ? double.Parse(seconds.ValueSpan, CultureInfo.InvariantCulture) : 0);

    private static int Number(Match iso, string part) =>
        iso.Groups[part] is { Success: true } group ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$")]
    private static partial Regex Rfc3339();

    [GeneratedRegex(
        @"^P((?<y>\d{1,4})Y)?((?<m>\d{1,5})M)?((?<w>\d{1,5})W)?((?<d>\d{1,6})D)?"
        + @"(T((?<H>\d{1,7})H)?((?<M>\d{1,8})M)?((?<S>\d{1,9}(\.\d{1,7})?)S)?)?$")]
    private static partial Regex Iso8601();

    [GeneratedRegex(@"^R(\d+)/(P.+)$")]
    private static partial Regex Repeated();
}
