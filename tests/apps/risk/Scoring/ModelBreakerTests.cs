using Platform.Local;
using Platform.Risk.Scoring;

namespace Platform.Risk.Tests.Scoring;

public sealed class ModelBreakerTests
{
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly ManualTime time = new();
    private readonly ModelBreaker breaker;

    public ModelBreakerTests() => breaker = new(new(Slow, Pause, time));

    [Fact]
    public void Few_failures_among_many_runs_leave_it_closed()
    {
        for (var i = 0; i < 300; i++) Run(well: i % 3 != 0);

        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void Half_of_the_last_runs_failing_opens_it_and_nothing_runs_during_the_pause()
    {
        for (var i = 0; i < 15; i++) Run(well: false);
        Assert.Equal(BreakerState.Closed, breaker.State);
        Run(well: false);

        Assert.Equal(BreakerState.Open, breaker.State);
        time.Advance(Pause - TimeSpan.FromTicks(1));
        Assert.False(breaker.MayRun());
    }

    [Fact]
    public void Slow_runs_count_as_failed()
    {
        for (var i = 0; i < 16; i++) Run(well: true, took: Slow + TimeSpan.FromTicks(1));
        Assert.Equal(BreakerState.Open, breaker.State);
    }

    [Fact]
    public void Runs_at_the_limit_are_not_slow()
    {
        for (var i = 0; i < 40; i++) Run(well: true, took: Slow);
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void After_the_pause_three_good_runs_close_it_within_a_tenth_of_a_second()
    {
        Open();
        var opened = time.GetTimestamp();

        time.Advance(Pause);
        Assert.True(breaker.MayRun());
        Assert.Equal(BreakerState.HalfOpen, breaker.State);
        breaker.Ran(well: true);
        Run(well: true);
        Assert.Equal(BreakerState.HalfOpen, breaker.State);
        Run(well: true);

        Assert.Equal(BreakerState.Closed, breaker.State);
        Assert.True(time.GetElapsedTime(opened) <= TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void A_failed_trial_opens_it_for_another_pause()
    {
        Open();
        time.Advance(Pause);
        Run(well: false);

        Assert.Equal(BreakerState.Open, breaker.State);
        Assert.False(breaker.MayRun());
        time.Advance(Pause);
        Assert.True(breaker.MayRun());
    }

    [Fact]
    public void What_failed_before_it_opened_does_not_count_after_it_closed()
    {
        Open();
        time.Advance(Pause);
        for (var i = 0; i < 3; i++) Run(well: true);
        for (var i = 0; i < 15; i++) Run(well: false);

        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    private void Open()
    {
        for (var i = 0; i < 16; i++) Run(well: false);
    }

    private void Run(bool well, TimeSpan took = default)
    {
        if (!breaker.MayRun()) return;

        time.Advance(took);
        breaker.Ran(well);
    }
}
