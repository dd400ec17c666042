namespace Platform.Learning.Drift;

/// <summary>Where the bins of one column end, and which of its values are extreme.</summary>
/// <param name="Edges">16, ascending; a value belongs to the first that it is not above. Those beyond the bins are infinite.</param>
/// <param name="Bins">How many bins there are, 1 to 16.</param>
/// <param name="Least">Below it a value is extreme.</param>
/// <param name="Most">Above it a value is extreme.</param>
internal sealed record DriftColumn(float[] Edges, int Bins, float Least, float Most)
{
    // A bin with a smaller share has too few events in a window for its count to be anywhere near normal.
    private const double LeastShare = 0.005;
    private const double Extreme = 0.001;

    /// <summary>Bins of equal shares; a value that is more frequent than a share has a bin of its own. O(n log n).</summary>
    /// <param name="values">The finite ones; sorted here.</param>
    /// <param name="bins">At most so many.</param>
    public static DriftColumn Of(Span<float> values, int bins)
    {
        var edges = new float[DriftCells.MostBins];
        edges.AsSpan().Fill(float.PositiveInfinity);
        if (values.IsEmpty) return new(edges, 1, float.NegativeInfinity, float.PositiveInfinity);

        values.Sort();
        var (count, begun) = (0, 0);
        for (var i = 0; i < values.Length - 1 && count < bins - 1; i++)
        {
            if (values[i] == values[i + 1] || !IsFull(values[begun..(i + 1)], values, bins, values.Length - i - 1)) continue;

            edges[count++] = values[i];
            begun = i + 1;
        }

        var extreme = (int)(values.Length * Extreme);
        return new(edges, count + 1, values[extreme], values[^(extreme + 1)]);
    }

    // Full by its share, or because the value that comes next fills a bin alone and must not hide in this one.
    private static bool IsFull(ReadOnlySpan<float> bin, ReadOnlySpan<float> all, int bins, int rest)
    {
        if (rest < all.Length * LeastShare || bin.Length < all.Length * LeastShare) return false;

        var share = all.Length / bins;
        var next = all.Length - rest;
        return bin.Length >= share || all[next] == all[Math.Min(next + share, all.Length - 1)];
    }

    public void Write(PackedWriter writer)
    {
        writer.WriteNatural((ulong)Bins);
        foreach (var edge in Edges.AsSpan(0, Bins - 1)) writer.WriteFloat(edge);
        writer.WriteFloat(Least);
        writer.WriteFloat(Most);
    }

    public static DriftColumn Load(ref PackedReader reader)
    {
        var bins = reader.ReadCount(DriftCells.MostBins);
        if (bins == 0) throw new FormatException("A column has no bins.");

        var edges = new float[DriftCells.MostBins];
        edges.AsSpan().Fill(float.PositiveInfinity);
        for (var i = 0; i < bins - 1; i++)
        {
            edges[i] = reader.ReadFloat();
            if (!float.IsFinite(edges[i]) || (i > 0 && edges[i] <= edges[i - 1])) throw new FormatException("Edges do not ascend.");
        }

        var (least, most) = (reader.ReadFloat(), reader.ReadFloat());
        return least <= most ? new(edges, bins, least, most) : throw new FormatException("Extremes are the wrong way round.");
    }
}
