namespace Platform.Learning.Drift;

/// <summary>What is compared how often, and how seldom it may be wrong.</summary>
public sealed record DriftOptions
{
    /// <summary>Bins of a feature, of equal shares where its values allow; 2 to 16.</summary>
    public int Bins { get; init; } = 10;

    /// <summary>Length of a block, 1 to 86,400 seconds. One look is taken at the end of each.</summary>
    public int BlockSeconds { get; init; } = 10;

    /// <summary>Blocks in the window that is compared, 1 to 60.</summary>
    public int WindowBlocks { get; init; } = 6;

    /// <summary>A window with fewer events says nothing; 100 to 1,000,000.</summary>
    public int LeastEvents { get; init; } = 500;

    /// <summary>False alarms to expect a week at most, over all features, slices and measures; above 0, at most 100.</summary>
    public double FalseAlarmsPerWeek { get; init; } = 0.5;

    internal long BlockMs => BlockSeconds * 1_000L;

    internal long WindowMs => BlockMs * WindowBlocks;

    // Bonferroni: the sum over all looks of a week and all tests of one look is the promised rate, however they depend on each other.
    internal double AlphaOf(int tests) => Math.Min(0.01, FalseAlarmsPerWeek * BlockSeconds / (7d * 86_400 * tests));

    internal bool IsSound => Bins is >= 2 and <= DriftCells.MostBins && BlockSeconds is >= 1 and <= 86_400 && WindowBlocks is >= 1 and <= 60
        && LeastEvents is >= 100 and <= 1_000_000 && FalseAlarmsPerWeek is > 0 and <= 100;
}
