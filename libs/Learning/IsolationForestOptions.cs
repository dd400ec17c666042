namespace Platform.Learning;

/// <summary>How an isolation forest is grown.</summary>
public sealed record IsolationForestOptions
{
    /// <summary>Number of trees, 1 to 10,000; the paper finds path lengths settled at 100.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>Rows drawn without replacement for each tree, 2 to 65,536; the paper's 256 suffices for most data.</summary>
    public int SampleSize { get; init; } = 256;

    /// <summary>Fixes the drawn rows and splits: same data and seed, same forest.</summary>
    public ulong Seed { get; init; } = 1;
}
