using Platform.Contracts;

namespace Platform.Load.Sending;

/// <summary>When each event is due. Counted from the start, not from the event before, so that being late once shifts nothing.</summary>
public interface ISchedule
{
    /// <summary>Time from the start until the <paramref name="number"/>-th event (from 0) is due.</summary>
    TimeSpan DueAfter(long number, Transaction transaction);
}

/// <summary>So many events a second.</summary>
public sealed class SteadySchedule(double eventsPerSecond) : ISchedule
{
    private readonly double ticksPerEvent = eventsPerSecond > 0
        ? TimeSpan.TicksPerSecond / eventsPerSecond
        : throw new ArgumentOutOfRangeException(nameof(eventsPerSecond), "A rate is above 0.");

    /// <inheritdoc/>
    public TimeSpan DueAfter(long number, Transaction transaction) => new((long)(number * ticksPerEvent));
}

/// <summary>As fast as the platform takes them.</summary>
public sealed class Unpaced : ISchedule
{
    /// <inheritdoc/>
    public TimeSpan DueAfter(long number, Transaction transaction) => TimeSpan.Zero;
}
