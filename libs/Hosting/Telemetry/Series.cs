using System.Globalization;
using System.Text;

namespace Platform.Hosting;

/// <summary>One value, or one histogram when there are bounds.</summary>
internal sealed class Series(double[]? bounds)
{
    private readonly long[] buckets = new long[bounds is null ? 0 : bounds.Length + 1];
    private double sum;

    public void Set(double value) => Volatile.Write(ref sum, value);

    public void Add(double value)
    {
        if (bounds is not null)
            Interlocked.Increment(ref buckets[BucketOf(bounds, value)]);
        var seen = Volatile.Read(ref sum);
        double before;
        do
        {
            before = seen;
            seen = Interlocked.CompareExchange(ref sum, before + value, before);
        }
        while (BitConverter.DoubleToInt64Bits(seen) != BitConverter.DoubleToInt64Bits(before));
    }

    public void Write(StringBuilder text, string name, string labels)
    {
        if (bounds is null)
            Line(text, name, labels, Volatile.Read(ref sum));
        else
            WriteHistogram(text, name, labels, bounds);
    }

    private void WriteHistogram(StringBuilder text, string name, string labels, double[] limits)
    {
        long count = 0;
        var comma = labels.Length == 0 ? "" : ",";
        for (var i = 0; i < buckets.Length; i++)
        {
            count += Volatile.Read(ref buckets[i]);
            var bound = i < limits.Length ? limits[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            Line(text, name + "_bucket", $"{labels}{comma}le=\"{bound}\"", count);
        }
        Line(text, name + "_sum", labels, Volatile.Read(ref sum));
        Line(text, name + "_count", labels, count);
    }

    private static int BucketOf(double[] bounds, double value)
    {
        var place = Array.BinarySearch(bounds, value);
        return place >= 0 ? place : ~place;
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(PrometheusText.Number(value)).Append('\n');
    }
}
