using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Platform.Hosting;

/// <summary>
/// One instrument: a series per set of tags, at most <see cref="MaxSeries"/>; further sets share one series tagged <c>overflow</c>.
/// </summary>
internal sealed class Metric
{
    public const int MaxSeries = 1000;
    private static readonly double[] defaultBounds =
        [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<TagSet, Series> series = new(TagSetComparer.Instance);
    private readonly ConcurrentDictionary<TagSet, Series>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> bySpan;
    private readonly string kind;
    private readonly string? help;
    private readonly bool sets;
    private readonly double[]? bounds;

    private Metric(Instrument instrument, string kind, double[]? bounds)
    {
        (this.kind, help, this.bounds) = (kind, instrument.Description, bounds);
        sets = instrument.IsObservable || kind is "gauge" && instrument.GetType().Name.StartsWith("Gauge", StringComparison.Ordinal);
        Name = PrometheusText.Name(instrument, kind);
        bySpan = series.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
    }

    public string Name { get; }

    public static Metric Of(Instrument instrument)
    {
        var type = instrument.GetType();
        var generic = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (generic == typeof(Histogram<>))
            return new(instrument, "histogram", BoundsOf(instrument));
        return new(instrument, generic == typeof(Counter<>) || generic == typeof(ObservableCounter<>) ? "counter" : "gauge", null);
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!bySpan.TryGetValue(tags, out var one))
            one = Add(tags);
        if (sets)
            one.Set(value);
        else
            one.Add(value);
    }

    public void Write(StringBuilder text)
    {
        if (series.IsEmpty)
            return;
        text.Append("# HELP ").Append(Name).Append(' ').Append(PrometheusText.Help(help)).Append('\n');
        text.Append("# TYPE ").Append(Name).Append(' ').Append(kind).Append('\n');
        foreach (var (tags, one) in series)
            one.Write(text, Name, tags.Labels);
    }

    private Series Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = series.Count < MaxSeries ? new TagSet(tags.ToArray()) : TagSet.Overflow;
        return series.GetOrAdd(key, static (_, bounds) => new Series(bounds), bounds);
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } own } => [.. own],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } own } => [.. own.Select(bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } own } => [.. own.Select(bound => (double)bound)],
        _ => defaultBounds,
    };
}
