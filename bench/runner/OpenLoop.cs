using System.Collections.Concurrent;
using System.Diagnostics;

namespace Platform.Bench;

/// <summary>What an open loop saw.</summary>
/// <param name="Latencies">From due to done, in milliseconds.</param>
/// <param name="Failures">Calls that failed or were not started because too many were unanswered.</param>
/// <param name="Tail">How long after the last call was due the last was done.</param>
internal sealed record OpenLoopResult(Percentiles Latencies, int Failures, TimeSpan Tail);

/// <summary>
/// Calls at a steady rate whether or not earlier calls are done, timing each from when it was due: a server that stalls is charged for
/// everyone who would have come meanwhile.
/// </summary>
internal static class OpenLoop
{
    private const int MostUnanswered = 1_000;

    /// <summary>Runs one loop.</summary>
    /// <param name="rate">Calls a second.</param>
    /// <param name="duration">How long calls are due.</param>
    /// <param name="call">One call; the number counts from 0. True when it succeeded.</param>
    /// <param name="ct">Ends the loop.</param>
    public static async Task<OpenLoopResult> RunAsync(double rate, TimeSpan duration, Func<int, Task<bool>> call, CancellationToken ct)
    {
        var (latencies, failures, unanswered) = (new ConcurrentBag<double>(), 0, 0);
        var total = (int)(rate * duration.TotalSeconds);
        var (calls, number) = (new List<Task>(total), 0);
        var started = Stopwatch.GetTimestamp();
        await PreciseTimer.RunAsync(started, Enumerable.Range(0, total).Select(each => TimeSpan.FromSeconds(each / rate)), Start, ct);
        await Task.WhenAll(calls);
        return new(new(latencies), failures, Stopwatch.GetElapsedTime(started) - duration);

        void Start(TimeSpan due)
        {
            if (Volatile.Read(ref unanswered) >= MostUnanswered) Interlocked.Increment(ref failures);
            else calls.Add(OneAsync(number, due));
            number++;
        }

        async Task OneAsync(int number, TimeSpan due)
        {
            Interlocked.Increment(ref unanswered);
            var succeeded = await call(number);
            Interlocked.Decrement(ref unanswered);
            if (succeeded) latencies.Add((Stopwatch.GetElapsedTime(started) - due).TotalMilliseconds);
            else Interlocked.Increment(ref failures);
        }
    }
}
