namespace Platform.Load.Simulation;

/// <summary>How busy people are at an hour of their day.</summary>
internal static class DayRhythm
{
    private static readonly double[] Share =
    [
        0.10, 0.06, 0.05, 0.05, 0.06, 0.12, 0.30, 0.55, 0.75, 0.80, 0.85, 0.95,
        1.00, 0.95, 0.85, 0.85, 0.90, 1.00, 1.00, 0.90, 0.75, 0.55, 0.35, 0.20,
    ];

    private static readonly double Mean = Share.Average();

    /// <summary>Activity at an hour, as a share of the busiest hour.</summary>
    public static double At(int hour) => Share[((hour % 24) + 24) % 24];

    /// <summary>Activity at a moment relative to the average of a day, so that a day keeps its number of events.</summary>
    public static double Relative(DateTimeOffset time) => Share[time.Hour] / Mean;
}
