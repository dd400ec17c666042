namespace Platform.EventFiles;

/// <summary>Places a count of units on the calendar.</summary>
internal static class TimeScale
{
    /// <summary>The moment that a count stands for.</summary>
    /// <param name="scale">What 0 and 1 stand for.</param>
    /// <param name="count">A finite number.</param>
    /// <returns>The moment; null when it is outside the calendar.</returns>
    public static DateTimeOffset? At(TimeMapping scale, double count)
    {
        var ticks = count * scale.Unit switch
        {
            TimeUnit.Millisecond => TimeSpan.TicksPerMillisecond,
            TimeUnit.Second => TimeSpan.TicksPerSecond,
            TimeUnit.Minute => TimeSpan.TicksPerMinute,
            TimeUnit.Hour => TimeSpan.TicksPerHour,
            _ => TimeSpan.TicksPerDay,
        };
        return ticks > (DateTimeOffset.MinValue - scale.Base).Ticks && ticks < (DateTimeOffset.MaxValue - scale.Base).Ticks
            ? scale.Base.AddTicks((long)ticks)
            : null;
    }
}
