namespace Platform.Learning.Evaluation;

/// <summary>Figures of one replicate.</summary>
internal readonly record struct RankingFigures(double RocAuc, double AveragePrecision, double Recall)
{
    public static RankingFigures operator -(RankingFigures one, RankingFigures other) =>
        new(one.RocAuc - other.RocAuc, one.AveragePrecision - other.AveragePrecision, one.Recall - other.Recall);
}

/// <summary>The quality of a ranking whose rows count several times or not at all, in one pass.</summary>
internal sealed class WeightedQuality(DescendingRanks ranks, double alertRate)
{
    public int Count => ranks.Count;

    public RankingFigures Of(ReadOnlySpan<byte> weights)
    {
        var looks = alertRate * Total(weights);
        var (above, found) = (default(Tally), 0d);
        var (area, precision) = (0d, 0d);
        var tie = default(Tally);
        foreach (var packed in ranks.Packed)
        {
            tie.Add(weights[(int)(packed >> 2)], (packed & 2) != 0);
            if ((packed & 1) == 0) continue;

            area += tie.Negatives * (above.Positives + tie.Positives / 2.0);
            if (tie.Positives > 0)
                precision += tie.Positives * (double)(above.Positives + tie.Positives) / (above.Total + tie.Total);
            if (above.Total < looks) found += tie.Positives * Math.Min(1, (looks - above.Total) / tie.Total);
            above += tie;
            tie = default;
        }

        double positives = above.Positives;
        return new(area / (positives * above.Negatives), precision / positives, found / positives);
    }

    private static long Total(ReadOnlySpan<byte> weights)
    {
        var total = 0L;
        foreach (var weight in weights) total += weight;
        return total;
    }

    private struct Tally
    {
        public long Positives;
        public long Negatives;

        public readonly long Total => Positives + Negatives;

        public void Add(byte weight, bool isPositive)
        {
            if (isPositive) Positives += weight;
            else Negatives += weight;
        }

        public static Tally operator +(Tally one, Tally other) =>
            new() { Positives = one.Positives + other.Positives, Negatives = one.Negatives + other.Negatives };
    }
}

/// <summary>Weights of mean 1 from the Poisson distribution, to within 2^-16 in each probability.</summary>
internal static class PoissonWeights
{
    private static readonly byte[] byBits = Table();

    public static void Fill(Span<byte> weights, ref SplitMix random)
    {
        var bits = 0UL;
        for (var i = 0; i < weights.Length; i++)
        {
            bits = i % 4 == 0 ? random.Next() : bits >> 16;
            weights[i] = byBits[bits & 0xFFFF];
        }
    }

    private static byte[] Table()
    {
        var table = new byte[1 << 16];
        var (weight, probability, reached) = ((byte)0, Math.Exp(-1), Math.Exp(-1));
        for (var i = 0; i < table.Length; i++)
        {
            while ((i + 0.5) / table.Length > reached)
            {
                probability /= ++weight;
                reached += probability;
            }

            table[i] = weight;
        }

        return table;
    }
}
