using System.Globalization;
using Platform.Local.Components;

namespace Platform.Local.Tests.Components;

/// <summary>Cron lines, in the zone they name.</summary>
public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("TZ=UTC */15 * * * *", "2026-01-01T00:00:00Z", "2026-01-01T00:15:00Z")]
    [InlineData("TZ=UTC 30 0 12 * * *", "2026-01-01T12:00:30Z", "2026-01-02T12:00:30Z")]
    [InlineData("CRON_TZ=UTC 0 9 * * MON-FRI", "2026-01-02T10:00:00Z", "2026-01-05T09:00:00Z")]
    [InlineData("TZ=UTC 0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("TZ=UTC 0 0 13 * FRI", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")]
    [InlineData("TZ=UTC 5,10/20 * * * *", "2026-01-01T00:05:00Z", "2026-01-01T00:10:00Z")]
    [InlineData("TZ=UTC @monthly", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")]
    [InlineData("@every 1h30m", "2026-01-01T00:00:07Z", "2026-01-01T01:30:07Z")]
    [InlineData("TZ=Europe/Berlin 30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("TZ=Europe/Berlin 30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    public void The_next_moment_follows_the_line(string line, string after, string expected) =>
        Assert.Equal(At(expected), CronSchedule.Parse(line).Next(At(after)));

    [Fact]
    public void A_day_that_never_comes_has_no_next_moment() =>
        Assert.Null(CronSchedule.Parse("TZ=UTC 0 0 31 2 *").Next(At("2026-01-01T00:00:00Z")));

    [Theory]
    [InlineData("* * *", "it has 3 fields")]
    [InlineData("60 * * * *", "allowed are 0 to 59")]
    [InlineData("* * * * 7", "allowed are 0 to 6")]
    [InlineData("*/0 * * * *", "is not a minute")]
    [InlineData("5-1 * * * *", "is not a minute")]
    [InlineData("a * * * *", "'a' is not a minute")]
    [InlineData("@every soon", "is not a duration")]
    [InlineData("TZ=Nowhere/None * * * * *", "Nowhere/None")]
    public void A_mistake_is_told(string line, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => CronSchedule.Parse(line)).Message, StringComparison.Ordinal);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
