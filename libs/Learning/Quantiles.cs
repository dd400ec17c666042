namespace Platform.Learning;

/// <summary>Where a value lies among those seen before, as a tail probability with a finite surprise.</summary>
/// <remarks>Holds at most 1,024 order statistics, evenly spaced in rank, with the upper tail kept in full; linear in between.</remarks>
public sealed class Quantiles
{
    private const int Most = 1_024;
    private const int Tail = 256;
    private readonly float[] values;
    private readonly float[] tails;

    private Quantiles(float[] values, float[] tails) => (this.values, this.tails) = (values, tails);

    /// <summary>Learns the distribution of a sample.</summary>
    /// <param name="sample">At least one finite value; not changed.</param>
    /// <returns>Its quantiles.</returns>
    /// <exception cref="ArgumentException">The sample is empty.</exception>
    public static Quantiles Of(ReadOnlySpan<double> sample)
    {
        if (sample.IsEmpty) throw new ArgumentException("A sample is needed.", nameof(sample));

        var sorted = sample.ToArray();
        Array.Sort(sorted);
        var ranks = Ranks(sorted.Length).ToArray();

        return new(
            [.. ranks.Select(rank => (float)sorted[rank])],
            [.. ranks.Select(rank => (sorted.Length - rank - 0.5f) / sorted.Length)]);
    }

    /// <summary>The share of the sample above a value. O(log n).</summary>
    /// <param name="value">Any value.</param>
    /// <returns>In (0, 1); never 0: half of one part at the top of the sample, and less the further a value is beyond it.</returns>
    public double TailOf(double value)
    {
        var at = Array.BinarySearch(values, (float)value);
        if (at >= 0) return tails[at];

        at = ~at;
        if (at == 0) return tails[0];
        if (at == values.Length) return Beyond(value);

        var share = (value - values[at - 1]) / (values[at] - values[at - 1]);
        return tails[at - 1] + share * (tails[at] - tails[at - 1]);
    }

    /// <summary>How surprising a value is, in powers of ten: 1 for the top tenth, 2 for the top hundredth.</summary>
    /// <param name="value">Any value.</param>
    /// <returns>-log10 of <see cref="TailOf"/>; at least 0.</returns>
    public double SurpriseOf(double value) => Math.Max(0, -Math.Log10(TailOf(value)));

    /// <summary>Writes the quantiles, 8 bytes each.</summary>
    /// <param name="writer">Where to.</param>
    public void Write(PackedWriter writer)
    {
        writer.WriteNatural((ulong)values.Length);
        foreach (var value in values) writer.WriteFloat(value);
        foreach (var tail in tails) writer.WriteFloat(tail);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <returns>The same quantiles.</returns>
    /// <exception cref="FormatException">The bytes are damaged.</exception>
    public static Quantiles Load(ref PackedReader reader)
    {
        var count = reader.ReadCount(Most);
        if (count == 0) throw new FormatException("There are no quantiles.");

        var (values, tails) = (new float[count], new float[count]);
        foreach (ref var value in values.AsSpan()) value = reader.ReadFloat();
        foreach (ref var tail in tails.AsSpan()) tail = reader.ReadFloat();

        return new(values, tails);
    }

    // Above everything seen the tail goes on falling, ever slower, so that order is kept among extremes.
    private double Beyond(double value) => tails[^1] / (1 + (value - values[^1]) / Math.Max(1e-6, Math.Abs(values[^1]) * 0.1));

    private static IEnumerable<int> Ranks(int count)
    {
        if (count <= Most) return Enumerable.Range(0, count);

        var body = Enumerable.Range(0, Most - Tail).Select(i => (int)((long)i * (count - Tail) / (Most - Tail)));
        return body.Concat(Enumerable.Range(count - Tail, Tail));
    }
}
