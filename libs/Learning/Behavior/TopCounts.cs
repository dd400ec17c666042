using System.Runtime.InteropServices;

namespace Platform.Learning.Behavior;

/// <summary>How often what was seen, of the <see cref="Capacity"/> most frequent values; weights that the owner lets fade.</summary>
/// <remarks>
/// Full, the lightest makes room and its weight goes on counting without a name, so the total is right and a share is never too large.
/// Values are 64-bit hashes. At most 197 bytes when written.
/// </remarks>
internal sealed class TopCounts
{
    public const int Capacity = 16;
    private readonly List<(ulong Value, float Weight)> counts = new(2);
    private float unnamed;

    /// <summary>The weight of all that was seen.</summary>
    public double Total
    {
        get
        {
            double total = unnamed;
            foreach (var (_, weight) in counts) total += weight;
            return total;
        }
    }

    public double WeightOf(ulong value)
    {
        foreach (var (each, weight) in counts)
        {
            if (each == value) return weight;
        }

        return 0;
    }

    /// <summary>The chance of a value by these counts; half a count for each that may be, so 1 of 16 while nothing was seen.</summary>
    public double ShareOf(ulong value) => (WeightOf(value) + 0.5) / (Total + 0.5 * Capacity);

    public void Add(ulong value, double weight)
    {
        foreach (ref var each in CollectionsMarshal.AsSpan(counts))
        {
            if (each.Value != value) continue;
            each.Weight += (float)weight;
            return;
        }

        if (counts.Count == Capacity) DropLightest();
        counts.Add((value, (float)weight));
    }

    public void Fade(double factor)
    {
        unnamed *= (float)factor;
        foreach (ref var each in CollectionsMarshal.AsSpan(counts)) each.Weight *= (float)factor;
    }

    /// <summary>What a value of these carries on average, in bits; what has no name any more counts as never seen.</summary>
    public double Entropy(Func<ulong, double> chanceOf)
    {
        var total = Total;
        if (total <= 0) return 0;

        var bits = unnamed * -Math.Log2(chanceOf(0));
        foreach (var (value, weight) in counts) bits -= weight * Math.Log2(chanceOf(value));
        return bits / total;
    }

    public void Write(PackedWriter writer)
    {
        writer.WriteFloat(unnamed);
        writer.WriteNatural((ulong)counts.Count);
        foreach (var (value, weight) in counts)
        {
            writer.WriteFixed(value);
            writer.WriteFloat(weight);
        }
    }

    public static TopCounts Load(ref PackedReader reader)
    {
        var read = new TopCounts { unnamed = Weight(ref reader) };
        for (var left = reader.ReadCount(Capacity); left > 0; left--)
            read.counts.Add((reader.ReadFixed(), Weight(ref reader)));

        return read;
    }

    private void DropLightest()
    {
        var lightest = 0;
        for (var i = 1; i < counts.Count; i++) lightest = counts[i].Weight < counts[lightest].Weight ? i : lightest;
        unnamed += counts[lightest].Weight;
        counts.RemoveAt(lightest);
    }

    private static float Weight(ref PackedReader reader)
    {
        var weight = reader.ReadFloat();
        return weight is >= 0 and < float.PositiveInfinity ? weight : throw new FormatException("A weight is out of range.");
    }
}
