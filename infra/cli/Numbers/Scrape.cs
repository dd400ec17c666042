namespace Platform.Cli.Numbers;

/// <summary>What the services' metrics said at one moment.</summary>
/// <param name="At">The moment, from any fixed start.</param>
/// <param name="Samples">All series of all services; a service that did not answer has none.</param>
internal sealed record Scrape(TimeSpan At, IReadOnlyList<Sample> Samples)
{
    public double Sum(string name, string? label = null, string? value = null) =>
        Samples.Where(sample => sample.Name == name)
            .Where(sample => label is null || sample.Labels.GetValueOrDefault(label) == value)
            .Sum(sample => sample.Value);

    public IEnumerable<string> Values(string name, string label) =>
        Samples.Where(sample => sample.Name == name)
            .Select(sample => sample.Labels.GetValueOrDefault(label))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);

    /// <summary>Cumulative counts by upper bound.</summary>
    public SortedDictionary<double, double> Buckets(string histogram)
    {
        var buckets = new SortedDictionary<double, double>();
        foreach (var sample in Samples.Where(sample => sample.Name == histogram + "_bucket"))
        {
            var bound = sample.Labels.GetValueOrDefault("le") == "+Inf" ? double.PositiveInfinity
                : double.Parse(sample.Labels.GetValueOrDefault("le") ?? "0", System.Globalization.CultureInfo.InvariantCulture);
            buckets[bound] = buckets.GetValueOrDefault(bound) + sample.Value;
        }

        return buckets;
    }
}
