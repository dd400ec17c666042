using System.Text;
using Platform.Local.Scheduling;

namespace Platform.Local.Tests.Scheduling;

/// <summary>When a schedule is due: the first time, again, and no more.</summary>
public sealed class ScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, "10s", 10)]
    [InlineData("@every 1m", null, 60)]
    [InlineData("@every 1m", "10s", 10)]
    [InlineData("TZ=UTC 30 * * * * *", null, 30)]
    [InlineData("@every 1m", "2026-01-01T01:00:05+01:00", 5)]
    public void The_first_tick_is_at_the_due_time_or_else_the_first_of_the_schedule(string? cron, string? due, int seconds) =>
        Assert.Equal(Now.AddSeconds(seconds), (Of(cron) with { DueTime = due }).Begin(Now).Next);

    [Fact]
    public void It_ends_after_as_many_ticks_as_were_asked_for()
    {
        var schedule = (Of("@every 1s") with { Repeats = 2 }).Begin(Now);

        var second = schedule.Fire(schedule.Next).After();

        Assert.Equal(Now.AddSeconds(2), second?.Next);
        Assert.Null(second?.After());
        Assert.Null((Of(null) with { DueTime = "1s" }).Begin(Now).After());
    }

    [Fact]
    public void It_ends_at_its_time_to_live_which_counts_from_the_due_time()
    {
        var schedule = (Of("@every 10s") with { DueTime = "1m", Ttl = "15s" }).Begin(Now);

        Assert.Equal(Now.AddSeconds(75), schedule.Expires);
        Assert.Equal(Now.AddSeconds(70), schedule.After()?.Next);
        Assert.Null(schedule.After()?.After());
        Assert.Equal((false, true), (schedule.IsOver(Now.AddSeconds(75)), schedule.IsOver(Now.AddSeconds(76))));
    }

    [Theory]
    [InlineData("@every 10s", 45, 40, 50)]
    [InlineData("TZ=UTC */10 * * * * *", 45, 45, 50)]
    public void What_was_missed_is_made_up_for_once_and_the_rhythm_stays(string cron, int late, int tick, int next)
    {
        var fired = Of(cron).Begin(Now).Fire(Now.AddSeconds(late));

        Assert.Equal((Now.AddSeconds(tick), Now.AddSeconds(next)), (fired.Next, fired.After()?.Next));
    }

    [Theory]
    [InlineData("@every 1m", "x", null, "'dueTime' must be a moment")]
    [InlineData("@every 1m", "10s", "2026-01-01T00:00:05Z", "'ttl' 2026-01-01T00:00:05Z is over before the first tick")]
    [InlineData("@every 1m", null, "-5s", "'ttl' must be a moment")]
    [InlineData("0 0 0 30 2 *", null, null, "never comes")]
    [InlineData(null, null, null, "'schedule' or 'dueTime' is needed")]
    public void A_wrong_field_is_named(string? cron, string? due, string? ttl, string problem)
    {
        var error = Assert.Throws<FormatException>(() => (Of(cron) with { DueTime = due, Ttl = ttl }).Begin(Now));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_stored_is_read_back_as_it_was()
    {
        var schedule = (Of("@every 1s") with
        {
            Repeats = 5, DueTime = "1s", Ttl = "1h", Data = Encoding.UTF8.GetBytes("""{"a":[1,"x"]}"""),
            Policy = new FailurePolicy(false, TimeSpan.FromSeconds(7), null),
        }).Begin(Now).After()!;

        var read = StoredSchedule.Read(StoredSchedule.Write(schedule));

        Assert.Equal(schedule with { Data = default }, read with { Data = default });
        Assert.Equal("""{"a":[1,"x"]}""", Encoding.UTF8.GetString(read.Data.Span));
        Assert.Equal(FailurePolicy.Drop, StoredSchedule.Read(StoredSchedule.Write(schedule with { Policy = FailurePolicy.Drop })).Policy);
        Assert.Throws<FormatException>(() => StoredSchedule.Read("{}"u8.ToArray()));
    }

    [Fact]
    public void A_name_in_the_store_is_never_taken_for_a_separator()
    {
        var keys = new[] { ScheduleKey.Job("a||b"), new ScheduleKey(new("T", "x||y"), "n/1"), new ScheduleKey(new("T||x", "y"), "n/1") };

        Assert.Equal(keys, keys.Select(key => ScheduleKey.Parse("app", key.Physical("app"))!.Value));
        Assert.StartsWith("app||dapr.internal.schedules||job||a", keys[0].Physical("app"), StringComparison.Ordinal);
        Assert.Null(ScheduleKey.Parse("app", "app||dapr.internal.schedules||other||x"));
    }

    private static Schedule Of(string? cron) => new() { Cron = cron };
}
