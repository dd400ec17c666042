using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Platform.Bench;

/// <summary>Waits on a thread of its own until moments that are given in microseconds, not in the runtime's milliseconds.</summary>
/// <remarks>A late driver is charged to us: the runtime's timer woke 2 ms late at the median, 5 to 7 at the 99th percentile.</remarks>
internal static class PreciseTimer
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Calls back at each moment, in order and one after the other, on one thread.</summary>
    /// <param name="started">The time stamp from which moments count.</param>
    /// <param name="moments">When; a moment that has passed is called at once.</param>
    /// <param name="act">What is done; it must not block.</param>
    /// <param name="ct">Ends it.</param>
    public static Task RunAsync(
        long started, IEnumerable<TimeSpan> moments, Action<TimeSpan> act, CancellationToken ct) => Task.Factory.StartNew(
        () =>
        {
            foreach (var moment in moments)
            {
                while (moment - Stopwatch.GetElapsedTime(started) is var wait && wait > TimeSpan.Zero) Sleep(wait);
                ct.ThrowIfCancellationRequested();
                act(moment);
            }
        },
        ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Sleep(TimeSpan wait)
    {
        if (!OperatingSystem.IsLinux())
        {
            Thread.Sleep(wait);
            return;
        }

        var (seconds, rest) = Math.DivRem((long)wait.TotalNanoseconds, NanosecondsPerSecond);
        var time = new TimeSpec { Seconds = (nint)seconds, Nanoseconds = (nint)rest };
        // A signal may end it early; the caller looks at the clock again.
        _ = NanoSleep(in time, 0);
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int NanoSleep(in TimeSpec time, nint left);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
