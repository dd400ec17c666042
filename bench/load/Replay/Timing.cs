using Platform.Contracts;
using Platform.Load.Sending;

namespace Platform.Load.Replay;

/// <summary>The times that a replay sends.</summary>
internal static class Timing
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>From a file's time to the time that is sent.</summary>
    /// <exception cref="ReplayException">Compressed times without a speed.</exception>
    public static Func<DateTimeOffset, DateTimeOffset> Of(ReplayOptions options, Survey survey, DateTimeOffset now)
    {
        if (options.Time is ReplayTime.Original) return time => time;
        if (options.Time is ReplayTime.Compressed)
        {
            var speed = options.Speed ?? throw new ReplayException("Compressed times need a speed: --speed N.");
            return time => now + (time - survey.First) / speed;
        }

        // Rounded down to whole weeks: nights stay nights and weekends weekends, and no event lies in the future.
        var shift = Math.Floor((now - survey.Last) / Week) * Week;
        return time => time + shift;
    }

    /// <summary>When events are sent.</summary>
    public static ISchedule Schedule(ReplayOptions options, DateTimeOffset firstSent) => (options.Speed, options.Rate) switch
    {
        (null, null) => new Unpaced(),
        (null, { } rate) => new SteadySchedule(rate),
        // Compressed times have the speed in them already.
        ({ } speed, var rate) => new GapSchedule(firstSent, options.Time is ReplayTime.Compressed ? 1 : speed, rate),
    };
}

/// <summary>Keeps the gaps between events, divided by a speed, and stays under a rate. Asked once per event, in order.</summary>
internal sealed class GapSchedule(DateTimeOffset first, double speed, double? mostPerSecond) : ISchedule
{
    private readonly TimeSpan leastGap = mostPerSecond is { } rate ? TimeSpan.FromSeconds(1 / rate) : TimeSpan.Zero;
    private TimeSpan next;

    /// <inheritdoc/>
    public TimeSpan DueAfter(long number, Transaction transaction)
    {
        var gap = (transaction.Time - first) / speed;
        var due = gap > next ? gap : next;
        next = due + leastGap;
        return due;
    }
}
