using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Platform.Tests;

/// <summary>Waits on a condition about what happens in the background, never for a time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits until something holds; fails after a minute and says what it waited for.</summary>
    /// <param name="holds">Asked again and again.</param>
    /// <param name="what">What is awaited, for the message; the condition itself when nothing is said.</param>
    /// <param name="meanwhile">Done after each look that did not hold, for instance moving a clock of the test.</param>
    public static Task HoldsAsync(
        Func<bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "", Action? meanwhile = null) =>
        HoldsAsync(() => Task.FromResult(holds()), what, meanwhile);

    /// <inheritdoc cref="HoldsAsync(Func{bool}, string, Action?)"/>
    public static async Task HoldsAsync(
        Func<Task<bool>> holds, [CallerArgumentExpression(nameof(holds))] string what = "", Action? meanwhile = null)
    {
        using var looks = new PeriodicTimer(Every);
        var started = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"not within {Patience.TotalSeconds} s: {what}");
            meanwhile?.Invoke();
            await looks.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
