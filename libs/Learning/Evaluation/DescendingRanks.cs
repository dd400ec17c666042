namespace Platform.Learning.Evaluation;

/// <summary>Rows by falling score; where equal scores end is marked, so that later passes need the scores no more.</summary>
internal readonly struct DescendingRanks
{
    // Row, whether it is a positive, and whether its tie ends with it, in one number: one read an event in the inner loops.
    private readonly uint[] packed;

    private DescendingRanks(uint[] packed) => this.packed = packed;

    public int Count => packed.Length;

    public ReadOnlySpan<uint> Packed => packed;

    public static DescendingRanks Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        var (sorted, order) = (scores.ToArray(), new int[scores.Length]);
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(sorted, order);
        sorted.AsSpan().Reverse();
        order.AsSpan().Reverse();

        var packed = new uint[order.Length];
        for (var i = 0; i < packed.Length; i++)
        {
            var ends = i + 1 == packed.Length || !sorted[i + 1].Equals(sorted[i]);
            packed[i] = (uint)order[i] << 2 | (labels[order[i]] ? 2u : 0) | (ends ? 1u : 0);
        }

        return new(packed);
    }

    public int Row(int rank) => (int)(packed[rank] >> 2);

    public bool IsPositive(int rank) => (packed[rank] & 2) != 0;

    public int EndOfTie(int start)
    {
        while ((packed[start] & 1) == 0) start++;
        return start + 1;
    }
}
