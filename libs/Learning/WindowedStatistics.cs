namespace Platform.Learning;

/// <summary>The windows that are kept for every entity.</summary>
public enum Window
{
    /// <summary>12 buckets of 5 minutes.</summary>
    Hour,

    /// <summary>24 buckets of 1 hour.</summary>
    Day,

    /// <summary>28 buckets of 6 hours.</summary>
    Week,

    /// <summary>30 buckets of 1 day.</summary>
    Month,
}

/// <summary>Count, sum, mean and standard deviation of one entity's values over an hour, a day, 7 days and 30 days.</summary>
/// <remarks>
/// Amortised O(1) per event and at most <see cref="MostBytes"/> of memory however many events there are; an entity with few events
/// takes less. A window covers its length less up to one bucket, ends at the latest time seen, and counts late events while
/// their bucket is inside. Not safe for several threads. Our own; the bucketing is the usual approximation of a sliding window.
/// </remarks>
public sealed class WindowedStatistics
{
    /// <summary>The most memory one instance takes, in bytes: 94 buckets of 32 bytes, four arrays and the object itself.</summary>
    public const int MostBytes = 3_392;

    private SlidingWindow hour = new(300, 12);
    private SlidingWindow day = new(3_600, 24);
    private SlidingWindow week = new(21_600, 28);
    private SlidingWindow month = new(86_400, 30);

    /// <summary>Takes one event in.</summary>
    /// <param name="unixSeconds">When it happened; events may come late or out of order.</param>
    /// <param name="value">Its value; finite.</param>
    public void Add(long unixSeconds, double value)
    {
        hour.Add(unixSeconds, value);
        day.Add(unixSeconds, value);
        week.Add(unixSeconds, value);
        month.Add(unixSeconds, value);
    }

    /// <summary>Reads one window.</summary>
    /// <param name="window">Which one.</param>
    /// <param name="unixSeconds">Now; an earlier time than the latest event reads the window that ends at that event.</param>
    /// <returns>What happened in it.</returns>
    public WindowSummary Read(Window window, long unixSeconds) => window switch
    {
        Window.Hour => hour.Read(unixSeconds),
        Window.Day => day.Read(unixSeconds),
        Window.Week => week.Read(unixSeconds),
        _ => month.Read(unixSeconds),
    };

    /// <summary>Writes the state, about 12 bytes for each bucket in use.</summary>
    /// <param name="writer">Where to.</param>
    public void Write(PackedWriter writer)
    {
        hour.Write(writer);
        day.Write(writer);
        week.Write(writer);
        month.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <returns>A state that answers as the written one did.</returns>
    /// <exception cref="FormatException">The bytes are damaged.</exception>
    public static WindowedStatistics Load(ref PackedReader reader)
    {
        var statistics = new WindowedStatistics();
        statistics.hour.Load(ref reader);
        statistics.day.Load(ref reader);
        statistics.week.Load(ref reader);
        statistics.month.Load(ref reader);
        return statistics;
    }
}
