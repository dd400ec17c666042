namespace Platform.Local.Components;

/// <summary>When something is due: a cron line of 5 or 6 fields (seconds first), <c>@every 15m</c> or <c>@hourly</c> and its kin.</summary>
internal abstract class CronSchedule
{
    private const string Others = "@every <duration>, @hourly, @daily, @weekly, @monthly or @yearly, optionally after TZ=<zone>";

    /// <summary>The first moment after this one; null when there is none within five years.</summary>
    public abstract DateTimeOffset? Next(DateTimeOffset after);

    public abstract TimeZoneInfo Zone { get; }

    /// <summary>The latest of the moments from this one on that has come; itself when no other has. What was missed in between is over.
    /// </summary>
    public virtual DateTimeOffset Latest(DateTimeOffset tick, DateTimeOffset now) => Next(tick) <= now ? now : tick;

    /// <summary>A schedule of a job: a line needs its seconds, and an interval may be shorter than a second.</summary>
    /// <exception cref="FormatException">It is not a schedule; the message says why and what is allowed.</exception>
    public static CronSchedule ParseJob(string text) => Parse(text, isJob: true);

    /// <exception cref="FormatException">It is not a schedule; the message says why and what is allowed.</exception>
    public static CronSchedule Parse(string text) => Parse(text, isJob: false);

    private static CronSchedule Parse(string text, bool isJob)
    {
        try
        {
            var (zone, line) = SplitZone(text.Trim());
            return line.StartsWith("@every ", StringComparison.Ordinal)
                ? Every(line["@every ".Length..].Trim(), isJob ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromSeconds(1))
                : CronLine.Parse(Named(line), zone, needsSeconds: isJob);
        }
        catch (Exception error) when (error is FormatException or TimeZoneNotFoundException)
        {
            var fields = isJob ? "6 fields (seconds first)" : "5 or 6 fields";
            throw new FormatException($"'{text}' is not a schedule: {error.Message}. Allowed: {fields}, {Others}", error);
        }
    }

    private static (TimeZoneInfo Zone, string Line) SplitZone(string text)
    {
        var prefix = Array.Find<string>(["TZ=", "CRON_TZ="], start => text.StartsWith(start, StringComparison.Ordinal));
        if (prefix is null) return (TimeZoneInfo.Local, text);
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0) throw new FormatException("there is nothing after the time zone");
        return (TimeZoneInfo.FindSystemTimeZoneById(text[prefix.Length..space]), text[space..].Trim());
    }

    private static string Named(string line) => line switch
    {
        "@yearly" or "@annually" => "0 0 0 1 1 *",
        "@monthly" => "0 0 0 1 * *",
        "@weekly" => "0 0 0 * * 0",
        "@daily" or "@midnight" => "0 0 0 * * *",
        "@hourly" => "0 0 * * * *",
        _ => line,
    };

    private static Interval Every(string text, TimeSpan shortest) =>
        GoDuration.TryParse(text, TimeSpan.FromSeconds(1), out var period) && period > TimeSpan.Zero
            ? new Interval(period < shortest ? shortest : period)
            : throw new FormatException($"'{text}' is not a duration such as 15m");

    private sealed class Interval(TimeSpan period) : CronSchedule
    {
        public override TimeZoneInfo Zone => TimeZoneInfo.Local;

        public override DateTimeOffset? Next(DateTimeOffset after) => after + period;

        public override DateTimeOffset Latest(DateTimeOffset tick, DateTimeOffset now) =>
            now <= tick ? tick : tick + (period * Math.Floor((now - tick) / period));
    }
}
