namespace Platform.Cli.Numbers;

/// <summary>Quantiles of what a histogram counted between two moments, linear inside a bucket as Prometheus does it.</summary>
internal sealed class Quantiles
{
    private readonly List<(double Bound, double Count)> buckets = [];

    public Quantiles(SortedDictionary<double, double> earlier, SortedDictionary<double, double> later)
    {
        var restarted = later.Any(bucket => bucket.Value < earlier.GetValueOrDefault(bucket.Key));
        foreach (var (bound, count) in later)
        {
            buckets.Add((bound, restarted ? count : count - earlier.GetValueOrDefault(bound)));
        }
    }

    /// <summary>Null when nothing was counted; the last finite bound when it lies beyond.</summary>
    public double? Of(double quantile)
    {
        if (buckets.Count == 0 || buckets[^1].Count <= 0)
        {
            return null;
        }

        var rank = quantile * buckets[^1].Count;
        var (lower, below) = (0.0, 0.0);
        foreach (var (bound, count) in buckets)
        {
            if (count >= rank && count > below)
            {
                return double.IsPositiveInfinity(bound) ? lower : lower + (bound - lower) * (rank - below) / (count - below);
            }

            (lower, below) = (bound, count);
        }

        return lower;
    }
}
