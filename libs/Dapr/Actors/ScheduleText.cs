using System.Buffers;
using System.Globalization;
using System.Xml;

namespace Platform.Dapr;

/// <summary>Times as the sidecar has them: Go durations (<c>1h2m3s4ms</c>), ISO 8601 (<c>R3/PT1S</c>), <c>@every 1m</c>, moments.</summary>
internal static class ScheduleText
{
    private const string Every = "@every ";

    private static readonly SearchValues<char> digitsOfNumbers = SearchValues.Create("0123456789.");

    private static readonly (string Unit, double Seconds)[] Units =
        [("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600)];

    /// <summary>Whole milliseconds, rounded up, so that what is short does not become nothing.</summary>
    public static string Of(TimeSpan time)
    {
        var milliseconds = (long)Math.Ceiling(time.TotalMilliseconds);
        return string.Create(CultureInfo.InvariantCulture,
            $"{milliseconds / 3_600_000}h{milliseconds / 60_000 % 60}m{milliseconds / 1_000 % 60}s{milliseconds % 1_000}ms");
    }

    /// <summary>A period with a number of calls; hours are the largest unit, for the sidecar takes no days.</summary>
    public static string Repeated(int repetitions, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(repetitions, 1);
        if (period <= TimeSpan.Zero || period.Ticks % TimeSpan.TicksPerSecond != 0)
            throw new ArgumentOutOfRangeException(nameof(period), period, "With repetitions, the period is a number of whole seconds.");
        var hours = (long)period.TotalHours;
        return string.Create(CultureInfo.InvariantCulture, $"R{repetitions}/PT{hours}H{period.Minutes}M{period.Seconds}S");
    }

    public static void Check(TimeSpan dueTime, TimeSpan period, TimeSpan? ttl)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        if (period <= TimeSpan.Zero && period != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(period), period, "The period is more than zero, or infinite for one call only.");
        if (ttl is { } end)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(end, TimeSpan.Zero, nameof(ttl));
    }

    /// <summary>Reads any of the forms; a moment becomes the time from now until then; null for what is none of them.</summary>
    public static TimeSpan? Read(string text, DateTimeOffset now)
    {
        if (text.StartsWith(Every, StringComparison.Ordinal))
            return ReadGo(text.AsSpan(Every.Length));
        if (text is ['R', .., _] && text.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash)
            return ReadIso(text[(slash + 1)..]);
        if (text.StartsWith('P'))
            return ReadIso(text);
        if (ReadGo(text) is { } duration)
            return duration;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment > now ? moment - now : TimeSpan.Zero
            : null;
    }

    private static TimeSpan? ReadIso(string text)
    {
        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static TimeSpan? ReadGo(ReadOnlySpan<char> text)
    {
        if (text is "0")
            return TimeSpan.Zero;
        var total = 0.0;
        var rest = text;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(digitsOfNumbers);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.Float, CultureInfo.InvariantCulture, out var amount))
                return null;
            var unit = rest[digits..];
            if (unit.IndexOfAny(digitsOfNumbers) is > 0 and var next)
                unit = unit[..next];
            if (SecondsOf(unit) is not { } seconds)
                return null;
            total += amount * seconds;
            rest = rest[(digits + unit.Length)..];
        }
        return text.IsEmpty ? null : TimeSpan.FromSeconds(total);
    }

    private static double? SecondsOf(ReadOnlySpan<char> unit)
    {
        foreach (var (name, seconds) in Units)
            if (unit.SequenceEqual(name))
                return seconds;
        return null;
    }
}
