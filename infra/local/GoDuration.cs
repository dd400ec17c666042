using System.Buffers;
using System.Globalization;

namespace Platform.Local;

/// <summary>Go's duration text (<c>1h30m</c>, <c>500ms</c>, <c>-1.5s</c>), which all of Dapr's files use.</summary>
internal static class GoDuration
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ns", 1e-6), ("us", 1e-3), ("µs", 1e-3), ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>Reads a duration; a bare number is taken as a multiple of <paramref name="bareUnit"/>.</summary>
    public static bool TryParse(string text, TimeSpan bareUnit, out TimeSpan duration)
    {
        duration = default;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bare))
        {
            duration = bareUnit * bare;
            return true;
        }

        var negative = text.StartsWith('-');
        var rest = text.AsSpan(negative ? 1 : 0);
        var total = 0.0;
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)
                || !TryUnit(rest[digits..], out var unit, out var milliseconds))
            {
                return false;
            }

            total += amount * milliseconds;
            rest = rest[(digits + unit)..];
        }

        duration = TimeSpan.FromMilliseconds(negative ? -total : total);
        return text.Length > (negative ? 1 : 0);
    }

    /// <summary>As Go writes it: <c>1h0m0s</c>, <c>1.5s</c>, <c>500ms</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration < TimeSpan.Zero) return "-" + Format(-duration);
        if (duration == TimeSpan.Zero) return "0s";
        if (duration < TimeSpan.FromMilliseconds(1)) return Text(duration.Ticks, TimeSpan.TicksPerMicrosecond, "µs");
        if (duration < TimeSpan.FromSeconds(1)) return Text(duration.Ticks, TimeSpan.TicksPerMillisecond, "ms");
        var hours = (long)duration.TotalHours;
        var seconds = Text(duration.Ticks % TimeSpan.TicksPerMinute, TimeSpan.TicksPerSecond, "s");
        var text = duration < TimeSpan.FromMinutes(1) ? seconds : $"{duration.Minutes}m{seconds}";
        return hours == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{hours}h{text}");
    }

    private static string Text(decimal ticks, long perUnit, string unit) =>
        (ticks / perUnit).ToString("0.#######", CultureInfo.InvariantCulture) + unit;

    private static bool TryUnit(ReadOnlySpan<char> text, out int length, out double milliseconds)
    {
        var end = text.IndexOfAny(Digits);
        var name = end < 0 ? text : text[..end];
        foreach (var (unit, value) in Units)
        {
            if (name.SequenceEqual(unit))
            {
                (length, milliseconds) = (unit.Length, value);
                return true;
            }
        }

        (length, milliseconds) = (0, 0);
        return false;
    }
}
