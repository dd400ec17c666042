using Platform.Contracts;
using Platform.Load.Replay;

namespace Platform.Load.Tests.Replay;

public sealed class TimingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 4, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset First = new(2018, 6, 17, 0, 0, 51, TimeSpan.Zero);
    private static readonly Survey Survey = new(10, First, First.AddDays(58));
    private static readonly ReplayOptions Options = new() { File = "f", RunMark = "r" };

    [Fact]
    public void Shifted_times_keep_gaps_hours_and_weekdays_and_end_before_now()
    {
        var timing = Timing.Of(Options, Survey, Now);

        Assert.Equal(First.TimeOfDay, timing(First).TimeOfDay);
        Assert.Equal(First.DayOfWeek, timing(First).DayOfWeek);
        Assert.Equal(TimeSpan.FromDays(58), timing(Survey.Last) - timing(First));
        Assert.InRange(timing(Survey.Last), Now.AddDays(-7), Now);
    }

    [Fact]
    public void Original_times_stay() => Assert.Equal(First, Timing.Of(Options with { Time = ReplayTime.Original }, Survey, Now)(First));

    [Fact]
    public void Compressed_times_begin_now_and_run_at_the_speed()
    {
        var options = Options with { Time = ReplayTime.Compressed, Speed = 60 };
        var timing = Timing.Of(options, Survey, Now);

        Assert.Equal(Now, timing(First));
        Assert.Equal(Now.AddSeconds(1), timing(First.AddMinutes(1)));
        Assert.Equal(TimeSpan.FromSeconds(1), Timing.Schedule(options, Now).DueAfter(1, At(timing(First.AddMinutes(1)))));
    }

    [Fact]
    public void Compressed_times_need_a_speed() =>
        Assert.Throws<ReplayException>(() => Timing.Of(Options with { Time = ReplayTime.Compressed }, Survey, Now));

    [Fact]
    public void Gaps_are_divided_by_the_speed()
    {
        var schedule = Timing.Schedule(Options with { Speed = 10 }, First);

        Assert.Equal(TimeSpan.FromSeconds(6), schedule.DueAfter(0, At(First.AddMinutes(1))));
    }

    [Fact]
    public void A_burst_stays_under_the_rate()
    {
        var schedule = Timing.Schedule(Options with { Speed = 1, Rate = 2 }, First);
        var burst = Enumerable.Range(0, 4).Select(n => schedule.DueAfter(n, At(First.AddSeconds(10)))).ToList();

        Assert.Equal([10, 10.5, 11, 11.5], burst.Select(due => due.TotalSeconds));
    }

    private static Transaction At(DateTimeOffset time) =>
        new() { Id = "1", Time = time, Kind = TransactionKind.Payment, Amount = 1, Currency = "EUR", Account = "a", Counterparty = "b" };
}
