namespace Platform.Load.Replay;

/// <summary>What becomes of the file's times.</summary>
public enum ReplayTime
{
    /// <summary>All moved by whole weeks, so that the file ends just before now: gaps, hours and weekdays stay.</summary>
    Now,

    /// <summary>As they are.</summary>
    Original,

    /// <summary>Gaps divided by the speed, beginning now: each event carries the moment it is due to be sent.</summary>
    Compressed,
}

/// <summary>What is played, and how.</summary>
public sealed record ReplayOptions
{
    /// <summary>CSV or NDJSON; plain, gzip, or in a tar archive.</summary>
    public required string File { get; init; }

    /// <summary>A mapping file; null takes the shipped one whose columns the file has.</summary>
    public string? Mapping { get; init; }

    /// <summary>Marks the ids of this run, so that the same file can be played again.</summary>
    public required string RunMark { get; init; }

    /// <summary>How many times faster than the file's own clock; null for as fast as the platform takes them.</summary>
    public double? Speed { get; init; }

    /// <summary>The most events a second; null for no limit.</summary>
    public double? Rate { get; init; }

    /// <summary>What becomes of the times.</summary>
    public ReplayTime Time { get; init; } = ReplayTime.Now;

    /// <summary>How long the last decision may take to come without any other coming.</summary>
    public TimeSpan DecisionPatience { get; init; } = TimeSpan.FromSeconds(60);
}
