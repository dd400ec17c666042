namespace Platform.Workflows.Imports;

/// <summary>What became of the chunks before a history began.</summary>
internal sealed record ImportTotals
{
    public long Accepted { get; init; }

    public long Duplicates { get; init; }

    public long Rejected { get; init; }

    /// <summary>Chunks with rejected rows, in the order they were done.</summary>
    public IReadOnlyList<int> RejectedChunks { get; init; } = [];

    /// <summary>Reasons and how many rows each refused.</summary>
    public IReadOnlyDictionary<string, long> Reasons { get; init; } = new Dictionary<string, long>();
}
