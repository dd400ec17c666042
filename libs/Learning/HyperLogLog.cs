using System.Numerics;

namespace Platform.Learning;

/// <summary>Counts distinct members of a stream of any length in bounded memory; the standard error is 1.04 / √registers.</summary>
/// <remarks>
/// Exact up to <see cref="Few"/> members, or as many as the registers have words; then registers of 5 bits, 12 to a word. O(1) per
/// member and, as the histogram of the registers is kept along, O(1) per estimate. Merging is exact, associative and commutative: it is
/// the sketch of the union. Members are 64-bit hashes whose bits must be well mixed. Not safe for several threads.
/// Sources: Flajolet et al., "HyperLogLog", 2007; estimator: Ertl, "New cardinality estimation algorithms for HyperLogLog sketches",
/// 2017, algorithm 6, which needs no correction for small or large counts.
/// </remarks>
public sealed class HyperLogLog
{
    /// <summary>Registers for a standard error of 3 %.</summary>
    public const int ThreePercent = 1_200;

    /// <summary>Registers for a standard error of 6.7 %, in a quarter of the memory.</summary>
    public const int SevenPercent = 240;

    /// <summary>Members up to which the count is exact, when there are 768 registers or more.</summary>
    public const int Few = 64;

    private const int PerWord = 12;
    private const int Bits = 5;
    private const int MostRank = (1 << Bits) - 1;
    private readonly int registers;
    private ulong[] few = [];
    private int fewCount;
    private ulong[]? words;
    private ushort[]? histogram;

    /// <summary>An empty sketch.</summary>
    /// <param name="registers">16 to 60,000.</param>
    public HyperLogLog(int registers = ThreePercent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(registers, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(registers, 60_000);
        this.registers = registers;
    }

    /// <summary>The most memory that a sketch takes, in bytes.</summary>
    /// <param name="registers">Its registers.</param>
    /// <returns>The object and its arrays: either the members or the registers and their histogram.</returns>
    public static int MostBytes(int registers) =>
        48 + Math.Max(24 + 8 * FewOf(registers), 24 + 8 * WordsOf(registers) + 24 + 2 * (MostRank + 1));

    /// <summary>Takes a member in.</summary>
    /// <param name="hash">Its hash.</param>
    public void Add(ulong hash)
    {
        if (words is not null)
        {
            AddRank(hash);
            return;
        }

        if (few.AsSpan(0, fewCount).Contains(hash)) return;
        if (fewCount == FewOf(registers))
        {
            Spread();
            AddRank(hash);
            return;
        }

        if (fewCount == few.Length) Array.Resize(ref few, Math.Min(Math.Max(fewCount * 2, 4), FewOf(registers)));
        few[fewCount++] = hash;
    }

    /// <summary>How many distinct members came in.</summary>
    /// <returns>Exact for a few, then an estimate.</returns>
    public double Count()
    {
        if (histogram is null) return fewCount;

        var m = (double)registers;
        var z = m * Tau(1 - histogram[MostRank] / m);
        for (var k = MostRank - 1; k >= 1; k--) z = 0.5 * (z + histogram[k]);
        z += m * Sigma(histogram[0] / m);
        return m * m / (2 * Math.Log(2) * z);
    }

    /// <summary>Takes all members of another sketch in.</summary>
    /// <param name="other">A sketch with as many registers.</param>
    /// <exception cref="ArgumentException">It has another number of registers.</exception>
    public void Merge(HyperLogLog other)
    {
        if (other.registers != registers) throw new ArgumentException("Sketches of different sizes cannot be merged.", nameof(other));

        foreach (var hash in other.few.AsSpan(0, other.fewCount)) Add(hash);
        if (other.words is null) return;

        if (words is null) Spread();
        for (var i = 0; i < registers; i++) Raise(i, RankAt(other.words, i));
    }

    /// <summary>Forgets everything and keeps the memory.</summary>
    public void Clear()
    {
        fewCount = 0;
        if (words is null || histogram is null) return;

        Array.Clear(words);
        Array.Clear(histogram);
        histogram[0] = (ushort)registers;
    }

    /// <summary>Writes the sketch: 8 bytes for each of a few members, else about 0.67 bytes for each register.</summary>
    /// <param name="writer">Where to.</param>
    public void Write(PackedWriter writer)
    {
        writer.WriteNatural(words is null ? 0UL : 1);
        if (words is null) writer.WriteNatural((ulong)fewCount);
        foreach (var word in words ?? few.AsSpan(0, fewCount)) writer.WriteFixed(word);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="registers">Registers, as it was written.</param>
    /// <returns>The same sketch.</returns>
    /// <exception cref="FormatException">The bytes are damaged.</exception>
    public static HyperLogLog Load(ref PackedReader reader, int registers)
    {
        var sketch = new HyperLogLog(registers);
        var isDense = reader.ReadCount(1) == 1;
        var kept = new ulong[isDense ? WordsOf(registers) : reader.ReadCount(FewOf(registers))];
        foreach (ref var word in kept.AsSpan()) word = reader.ReadFixed();
        if (!isDense)
        {
            (sketch.few, sketch.fewCount) = (kept, kept.Length);
            return sketch;
        }

        (sketch.words, sketch.histogram) = (kept, new ushort[MostRank + 1]);
        for (var i = 0; i < registers; i++) sketch.histogram[RankAt(kept, i)]++;
        return sketch;
    }

    // The few never take more than the registers would.
    private static int FewOf(int registers) => Math.Min(Few, WordsOf(registers));

    private static int WordsOf(int registers) => (registers + PerWord - 1) / PerWord;

    private static int RankAt(ulong[] words, int register) =>
        (int)(words[register / PerWord] >> (register % PerWord * Bits)) & MostRank;

    private void Spread()
    {
        (words, histogram) = (new ulong[WordsOf(registers)], new ushort[MostRank + 1]);
        histogram[0] = (ushort)registers;
        foreach (var hash in few.AsSpan(0, fewCount)) AddRank(hash);
        (few, fewCount) = ([], 0);
    }

    // The upper half chooses the register, the lower half gives the rank.
    private void AddRank(ulong hash)
    {
        var register = (int)(((hash >> 32) * (ulong)registers) >> 32);
        Raise(register, Math.Min(BitOperations.LeadingZeroCount((uint)hash) + 1, MostRank));
    }

    private void Raise(int register, int rank)
    {
        if (words is null || histogram is null) return;
        var old = RankAt(words, register);
        if (rank <= old) return;

        words[register / PerWord] ^= (ulong)(old ^ rank) << (register % PerWord * Bits);
        histogram[old]--;
        histogram[rank]++;
    }

    private static double Sigma(double x)
    {
        if (x >= 1) return double.PositiveInfinity;
        var (y, z, before) = (1.0, x, -1.0);
        while (z > before)
        {
            (before, x) = (z, x * x);
            (z, y) = (z + x * y, y + y);
        }

        return z;
    }

    private static double Tau(double x)
    {
        if (x is <= 0 or >= 1) return 0;
        var (y, z, before) = (1.0, 1 - x, 2.0);
        while (z < before)
        {
            (before, x, y) = (z, Math.Sqrt(x), y * 0.5);
            z -= (1 - x) * (1 - x) * y;
        }

        return z / 3;
    }
}
