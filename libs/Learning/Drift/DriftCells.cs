using System.Numerics;
using System.Runtime.Intrinsics;

namespace Platform.Learning.Drift;

/// <summary>How counts lie in memory: for each column its bins, the missing and the extreme; then alerts and events.</summary>
internal static class DriftCells
{
    public const int MostBins = 16;
    public const int Missing = MostBins;
    public const int Tails = MostBins + 1;
    public const int Stride = MostBins + 2;

    /// <summary>Measures of one column; the alert rate comes after those of all.</summary>
    public const int Measures = 4;

    public static int CountOf(int columns) => columns * Stride + 2;

    public static int TestsOf(int columns) => columns * Measures + 1;

    /// <summary>How many of 16 ascending edges a value is above: without branches, since values jump from bin to bin.</summary>
    public static int BinOf(float value, ReadOnlySpan<float> edges)
    {
        var all = Vector256.Create(value);
        var low = Vector256.GreaterThan(all, Vector256.Create(edges[..8])).ExtractMostSignificantBits();
        var high = Vector256.GreaterThan(all, Vector256.Create(edges.Slice(8, 8))).ExtractMostSignificantBits();
        return BitOperations.PopCount(low | high << 8);
    }
}
