using Platform.Local.Components;
using Platform.Local.Scheduling;

namespace Platform.Local.Tests.Scheduling;

/// <summary>The texts for moments, periods and schedules of jobs.</summary>
public sealed class TimeTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("10s", "2026-01-31T00:00:10Z")]
    [InlineData("0", "2026-01-31T00:00:00Z")]
    [InlineData("1h30m", "2026-01-31T01:30:00Z")]
    [InlineData("PT10S", "2026-01-31T00:00:10Z")]
    [InlineData("PT1H1M1.5S", "2026-01-31T01:01:01.5Z")]
    [InlineData("P1M", "2026-02-28T00:00:00Z")]
    [InlineData("P1Y2W3D", "2027-02-17T00:00:00Z")]
    [InlineData("2026-02-01T08:00:00+02:00", "2026-02-01T06:00:00Z")]
    [InlineData("2026-02-01T08:00:00.123456789Z", "2026-02-01T08:00:00.1234568Z")]
    public void A_moment_is_RFC_3339_or_a_duration_from_now(string text, string expected)
    {
        Assert.True(TimeText.TryMoment(text, Now, out var moment));
        Assert.Equal(DateTimeOffset.Parse(expected, null), moment);
    }

    [Theory]
    [InlineData("10"), InlineData("-1s"), InlineData("P"), InlineData("PT"), InlineData("PS"), InlineData("tomorrow"), InlineData("")]
    [InlineData("2026-02-01"), InlineData("2026-02-30T00:00:00Z"), InlineData("2026-02-01T08:00:00"), InlineData("R3/PT1S")]
    public void Anything_else_is_no_moment(string text) => Assert.False(TimeText.TryMoment(text, Now, out _));

    [Theory]
    [InlineData("1m", 60, 0), InlineData("PT1M", 60, 0), InlineData("R3/PT1S", 1, 3), InlineData("0s", 0, 0)]
    public void A_period_may_say_how_often(string text, int seconds, int repeats)
    {
        Assert.True(TimeText.TryPeriod(text, out var period, out var times));
        Assert.Equal((TimeSpan.FromSeconds(seconds), repeats), (period, times));
    }

    [Theory]
    [InlineData("P1D"), InlineData("P1M"), InlineData("P1Y"), InlineData("R0/PT1S"), InlineData("R/PT1S"), InlineData("R3/1s")]
    [InlineData("x"), InlineData("-1s")]
    public void Periods_of_days_and_other_texts_are_refused(string text) => Assert.False(TimeText.TryPeriod(text, out _, out _));

    [Theory]
    [InlineData("0 30 * * * *", "2026-01-31T00:30:00Z")]
    [InlineData("@daily", "2026-02-01T00:00:00Z")]
    [InlineData("@every 500ms", "2026-01-31T00:00:00.5Z")]
    public void A_job_has_a_line_with_seconds_or_a_short_form(string text, string next) =>
        Assert.Equal(DateTimeOffset.Parse(next, null), CronSchedule.ParseJob(text.StartsWith('@') ? text : "TZ=UTC " + text).Next(Now));

    [Theory]
    [InlineData("* * * * *", "it has 5 fields. Allowed: 6 fields (seconds first)")]
    [InlineData("TZ=Nowhere/City 0 0 0 * * *", "Nowhere/City")]
    [InlineData("@every soon", "'soon' is not a duration")]
    public void A_line_of_five_fields_is_no_schedule_of_a_job(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<FormatException>(() => CronSchedule.ParseJob(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(3_600_000, "1h0m0s"), InlineData(60_000, "1m0s"), InlineData(1_500, "1.5s"), InlineData(250, "250ms"), InlineData(0, "0s")]
    [InlineData(90_061_001, "25h1m1.001s")]
    public void A_duration_is_written_as_Go_writes_it(int milliseconds, string text) =>
        Assert.Equal(text, GoDuration.Format(TimeSpan.FromMilliseconds(milliseconds)));
}
