using Platform.Contracts;

namespace Platform.Tenants.Billing;

/// <summary>Says what a month comes to if it goes on as its days so far. Our own; a mean, without weekdays or trend.</summary>
internal static class Forecast
{
    /// <summary>The usage of the whole month: the mean of the days so far, times its days, rounded up to whole units.</summary>
    /// <param name="usage">Units by meter since the month began.</param>
    /// <param name="now">A moment of the month, UTC; before the end of the first day, that day counts as whole.</param>
    /// <returns>Never less than what was used.</returns>
    public static IReadOnlyDictionary<UsageMeter, long> Of(IReadOnlyDictionary<UsageMeter, long> usage, DateTimeOffset now)
    {
        var month = Month.Of(now);
        var soFar = Math.Max((now - month.Start).Ticks, TimeSpan.TicksPerDay);
        var share = (decimal)(month.End - month.Start).Ticks / soFar;
        return usage.ToDictionary(each => each.Key, each => Whole(each.Value * share));
    }

    private static long Whole(decimal units) => (long)Math.Min(decimal.Ceiling(units), long.MaxValue);
}
