using System.Diagnostics;

namespace Platform.Local.Tests.Delivery;

/// <summary>Waits for a condition, not for a time.</summary>
internal static class Wait
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static async Task<T> UntilAsync<T>(Func<T> look, Predicate<T> holds)
    {
        using var ticks = new PeriodicTimer(Every);
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var seen = look();
            if (holds(seen)) return seen;
            if (Stopwatch.GetElapsedTime(start) > Limit) throw new TimeoutException($"still {seen} after {Limit}");
            await ticks.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    public static Task UntilAsync(Func<bool> holds) => UntilAsync(holds, yes => yes);

    /// <summary>Moves the clock whenever the code under test has gone to sleep, until the condition holds.</summary>
    public static Task AdvancingAsync(ManualTime time, TimeSpan step, Func<bool> holds) => UntilAsync(() =>
    {
        var done = holds();
        if (!done) time.Advance(step);
        return done;
    });
}
