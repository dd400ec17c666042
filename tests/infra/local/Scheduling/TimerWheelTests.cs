using Platform.Local.Scheduling;

namespace Platform.Local.Tests.Scheduling;

public sealed class TimerWheelTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void Calls_back_in_the_order_in_which_things_are_due()
    {
        using var wheel = new TimerWheel(time);
        List<int> fired = [];
        wheel.At(time.GetUtcNow().AddSeconds(3), () => fired.Add(3));
        wheel.At(time.GetUtcNow().AddSeconds(1), () => fired.Add(1));
        wheel.At(time.GetUtcNow().AddDays(30), () => fired.Add(30));

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([1], fired);
        time.Advance(TimeSpan.FromDays(31));
        Assert.Equal([1, 3, 30], fired);
    }

    [Fact]
    public void What_is_past_is_called_as_soon_as_the_clock_ticks()
    {
        using var wheel = new TimerWheel(time);
        var fired = 0;
        wheel.At(time.GetUtcNow().AddDays(-1), () => fired++);

        time.Advance(TimeSpan.Zero);
        Assert.Equal(1, fired);
    }

    [Fact]
    public async Task A_clock_that_is_moved_while_the_timer_is_set_makes_nothing_late()
    {
        using var wheel = new TimerWheel(new MovedClock(time, TimeSpan.FromHours(1)));
        var fired = new TaskCompletionSource();

        wheel.At(time.GetUtcNow().AddMinutes(30), fired.SetResult);

        await fired.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void What_is_cancelled_is_not_called()
    {
        using var wheel = new TimerWheel(time);
        var fired = 0;
        wheel.At(time.GetUtcNow().AddSeconds(1), () => fired++).Dispose();

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, fired);
    }

    [Fact]
    public void Cancelled_things_do_not_pile_up()
    {
        using var wheel = new TimerWheel(time);
        for (var i = 0; i < 10_000; i++) wheel.At(time.GetUtcNow().AddDays(400), () => { }).Dispose();

        Assert.InRange(wheel.Count, 0, 1_100);
    }

    [Fact]
    public void A_callback_may_add_the_next_one()
    {
        using var wheel = new TimerWheel(time);
        var fired = 0;
        void Again()
        {
            if (++fired < 5) wheel.At(time.GetUtcNow().AddHours(1), Again);
        }

        wheel.At(time.GetUtcNow(), Again);
        time.Advance(TimeSpan.FromHours(10));
        Assert.Equal(5, fired);
    }

    /// <summary>A clock that somebody moves just before a timer is set for the first time.</summary>
    private sealed class MovedClock(ManualTime time, TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new Timer(time, by, time.CreateTimer(callback, state, dueTime, period));

        private sealed class Timer(ManualTime time, TimeSpan by, ITimer timer) : ITimer
        {
            private bool moved;

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                if (!moved) time.Advance(by);
                moved = true;
                return timer.Change(dueTime, period);
            }

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }
}
