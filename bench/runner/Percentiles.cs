namespace Platform.Bench;

/// <summary>Percentiles of exact samples, nearest rank.</summary>
internal sealed class Percentiles(IEnumerable<double> samples)
{
    private readonly double[] sorted = [.. samples.Order()];

    public int Count => sorted.Length;

    /// <summary>The value that a share of the samples does not exceed; NaN without samples.</summary>
    public double At(double share) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
}
