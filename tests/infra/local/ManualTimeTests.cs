namespace Platform.Local.Tests;

/// <summary>The clock that tests move.</summary>
public sealed class ManualTimeTests
{
    [Fact]
    public void Timers_fire_in_order_each_at_its_own_moment()
    {
        var time = new ManualTime();
        var (start, fired) = (time.GetUtcNow(), new List<string>());
        using var late = time.CreateTimer(_ => fired.Add($"late {Seconds()}"), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var often = time.CreateTimer(_ => fired.Add($"often {Seconds()}"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        using var never = time.CreateTimer(_ => fired.Add("never"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        never.Dispose();

        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(["often 2", "late 3", "often 4"], fired);
        Assert.Equal([start.AddSeconds(6)], time.Due);

        double Seconds() => (time.GetUtcNow() - start).TotalSeconds;
    }

    [Fact]
    public async Task Delays_and_timeouts_follow_it()
    {
        var time = new ManualTime();
        var delay = Task.Delay(TimeSpan.FromHours(1), time, TestContext.Current.CancellationToken);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(59), time);

        time.Advance(TimeSpan.FromMinutes(59));
        Assert.True(limit.IsCancellationRequested);
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));
        await delay;
    }
}
