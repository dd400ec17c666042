namespace Platform.Learning;

/// <summary>Parts of the day and week, in UTC, from Unix seconds without allocating.</summary>
public static class Calendar
{
    private const long Day = 86_400;

    /// <summary>Tells night from day.</summary>
    /// <param name="unixSeconds">A moment.</param>
    /// <returns>True from 00:00 up to, not including, 06:00 UTC.</returns>
    public static bool IsNight(long unixSeconds) => SecondOfDay(unixSeconds) < 6 * 3_600;

    /// <summary>Tells the weekend from the week.</summary>
    /// <param name="unixSeconds">A moment.</param>
    /// <returns>True on Saturday and Sunday, UTC.</returns>
    public static bool IsWeekend(long unixSeconds) => DayOfWeek(unixSeconds) >= 5;

    /// <summary>The time of day.</summary>
    /// <param name="unixSeconds">A moment.</param>
    /// <returns>0 to 86,399.</returns>
    public static int SecondOfDay(long unixSeconds) => (int)((unixSeconds % Day + Day) % Day);

    // 1 January 1970 was a Thursday: 3 days after Monday.
    private static int DayOfWeek(long unixSeconds) => (int)(((unixSeconds - SecondOfDay(unixSeconds)) / Day + 3) % 7 + 7) % 7;
}
