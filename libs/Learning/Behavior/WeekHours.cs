namespace Platform.Learning.Behavior;

/// <summary>At which hours of the week something happens: the seasonal baseline, in UTC, with weights that the owner lets fade.</summary>
/// <remarks>
/// 168 hours would take months to fill. So an event also speaks for the hours beside it and for the same hour of the other days, a third
/// of its weight each. 672 bytes.
/// </remarks>
internal sealed class WeekHours
{
    public const int Count = 168;
    private const int Day = 24;
    private readonly float[] weights = new float[Count];

    public double Total { get; private set; }

    // 1 January 1970 was a Thursday.
    public static int HourOf(long unixSeconds) => (int)(((Math.DivRem(unixSeconds, 3_600).Quotient + 3 * Day) % Count + Count) % Count);

    public void Add(int hour, double weight)
    {
        weights[hour] += (float)weight;
        Total += weight;
    }

    public void Fade(double factor)
    {
        Total *= factor;
        foreach (ref var weight in weights.AsSpan()) weight *= (float)factor;
    }

    /// <summary>The weight that speaks for an hour; over all hours they add up to <see cref="Total"/>.</summary>
    public double LevelOf(int hour)
    {
        double sameHour = 0;
        for (var day = 1; day < 7; day++) sameHour += weights[(hour + day * Day) % Count];

        return (weights[hour] + (weights[(hour + 1) % Count] + weights[(hour + Count - 1) % Count]) / 2 + sameHour / 6) / 3;
    }

    public void Write(PackedWriter writer)
    {
        foreach (var weight in weights) writer.WriteFloat(weight);
    }

    public static WeekHours Load(ref PackedReader reader)
    {
        var read = new WeekHours();
        for (var hour = 0; hour < Count; hour++)
        {
            var weight = reader.ReadFloat();
            read.Add(hour, weight is >= 0 and < float.PositiveInfinity ? weight : throw new FormatException("A weight is out of range."));
        }

        return read;
    }
}
