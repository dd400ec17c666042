namespace Platform.Local.Components;

/// <summary>A cron line: finds the next moment by fixing month, day, hour, minute and second from the largest down.</summary>
internal sealed class CronLine : CronSchedule
{
    private const int YearsAhead = 5;

    private readonly CronField[] fields;

    private CronLine(CronField[] fields, TimeZoneInfo zone) => (this.fields, Zone) = (fields, zone);

    public override TimeZoneInfo Zone { get; }

    private CronField Second => fields[0];

    private CronField Minute => fields[1];

    private CronField Hour => fields[2];

    private CronField Day => fields[3];

    private CronField Month => fields[4];

    private CronField Weekday => fields[5];

    public static CronLine Parse(string line, TimeZoneInfo zone, bool needsSeconds)
    {
        var parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 5 && !needsSeconds) parts = ["0", .. parts];
        if (parts.Length != 6) throw new FormatException($"it has {parts.Length} fields");
        CronRange[] ranges = [CronField.Second, CronField.Minute, CronField.Hour, CronField.Day, CronField.Month, CronField.Weekday];
        return new CronLine([.. parts.Zip(ranges, CronField.Parse)], zone);
    }

    public override DateTimeOffset? Next(DateTimeOffset after)
    {
        var local = TimeZoneInfo.ConvertTime(after, Zone).DateTime;
        var at = new DateTime(local.Year, local.Month, local.Day, local.Hour, local.Minute, local.Second).AddSeconds(1);
        var last = at.AddYears(YearsAhead);
        while (at < last)
        {
            if (Skip(at) is { } later) at = later;
            else if (Moment(at) is { } moment && moment > after) return moment;
            else at = at.AddSeconds(1);
        }

        return null;
    }

    // The start of the next unit when this one does not match; null when everything matches.
    private DateTime? Skip(DateTime at) =>
        !Month.Has(at.Month) ? new DateTime(at.Year, at.Month, 1).AddMonths(1)
        : !DayMatches(at) ? at.Date.AddDays(1)
        : !Hour.Has(at.Hour) ? at.Date.AddHours(at.Hour + 1)
        : !Minute.Has(at.Minute) ? at.Date.AddMinutes(at.Hour * 60 + at.Minute + 1)
        : !Second.Has(at.Second) ? at.AddSeconds(1)
        : null;

    // As in every cron: when both day fields are restricted, either is enough.
    private bool DayMatches(DateTime at)
    {
        var (day, weekday) = (Day.Has(at.Day), Weekday.Has((int)at.DayOfWeek));
        return Day.Any || Weekday.Any ? day && weekday : day || weekday;
    }

    // A local time that the clock jumps over does not happen; one that happens twice counts the first time.
    private DateTimeOffset? Moment(DateTime at)
    {
        if (Zone.IsInvalidTime(at)) return null;
        var offset = Zone.IsAmbiguousTime(at) ? Zone.GetAmbiguousTimeOffsets(at).Max() : Zone.GetUtcOffset(at);
        return new DateTimeOffset(at, offset);
    }
}
