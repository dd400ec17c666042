using Platform.Contracts;

namespace Platform.Workflows.Imports;

/// <summary>
/// Counts chunks, each once however often it was sent, and says how far an import is. The time comes from outside, so a replay says the
/// same.
/// </summary>
internal sealed class ImportTally(ImportPlan plan, ImportTotals before)
{
    // The rate is that of the last chunks: a pause or a slow beginning is soon forgotten.
    private const int Remembered = 40;
    private const int MaxReasons = 100;
    private const int MaxReportedReasons = 10;
    private const string OtherReasons = "other reasons";

    private readonly Queue<(DateTime At, long Done)> latest = new();
    private readonly List<int> rejectedChunks = [.. before.RejectedChunks];
    private readonly Dictionary<string, long> reasons = new(before.Reasons);
    private long accepted = before.Accepted, duplicates = before.Duplicates, rejected = before.Rejected;

    /// <summary>Rows of which it is known what became of them.</summary>
    public long Done => accepted + duplicates + rejected;

    /// <summary>What became of all chunks so far.</summary>
    public ImportTotals Totals => new()
    {
        Accepted = accepted, Duplicates = duplicates, Rejected = rejected, RejectedChunks = rejectedChunks, Reasons = reasons,
    };

    /// <summary>The chunks with rejected rows, in the file's order.</summary>
    public int[] RejectedChunks => [.. rejectedChunks.Order()];

    /// <summary>Adds a chunk.</summary>
    /// <param name="chunk">What became of it.</param>
    /// <param name="now">The workflow's time.</param>
    public void Add(ChunkResult chunk, DateTime now)
    {
        accepted += chunk.Accepted;
        duplicates += chunk.Duplicates;
        rejected += chunk.Rejected;
        if (chunk.Rejected > 0) rejectedChunks.Add(chunk.Chunk);
        foreach (var (reason, rows) in chunk.Reasons ?? [])
        {
            var key = reasons.ContainsKey(reason) || reasons.Count < MaxReasons ? reason : OtherReasons;
            reasons[key] = reasons.GetValueOrDefault(key) + rows;
        }

        Mark(now);
    }

    /// <summary>Notes how far it is at a moment, so that the next chunk gives a rate.</summary>
    public void Mark(DateTime now)
    {
        latest.Enqueue((now, Done));
        if (latest.Count > Remembered) latest.Dequeue();
    }

    /// <summary>How far the import is.</summary>
    public ImportProgress Progress(ImportPhase phase)
    {
        var rate = Rate();
        return new()
        {
            Phase = phase,
            Rows = plan.Rows,
            Done = Done,
            Accepted = accepted,
            Duplicates = duplicates,
            Rejected = rejected,
            RowsPerSecond = rate is { } known ? Math.Round(known, 1) : null,
            SecondsLeft = rate is > 0 and var speed ? Math.Round((plan.Rows - Done) / speed, 1) : null,
        };
    }

    /// <summary>How the import ended.</summary>
    /// <param name="took">From its beginning to now.</param>
    /// <param name="rejectedFiles">Where the rejected lines are.</param>
    public ImportReport Report(TimeSpan took, IReadOnlyList<string> rejectedFiles) => new()
    {
        Mapping = plan.Mapping,
        Rows = Done,
        Accepted = accepted,
        Duplicates = duplicates,
        Rejected = rejected,
        Reasons = [.. reasons.OrderByDescending(reason => reason.Value).ThenBy(reason => reason.Key, StringComparer.Ordinal)
            .Take(MaxReportedReasons).Select(reason => new RejectionReason(reason.Key, reason.Value))],
        RejectedFiles = rejectedFiles,
        Seconds = Math.Round(took.TotalSeconds, 3),
        RowsPerSecond = Math.Round(Done / Math.Max(took.TotalSeconds, 0.001), 1),
    };

    private double? Rate()
    {
        if (latest.Count < 2) return null;

        var (first, last) = (latest.Peek(), latest.Last());
        var seconds = (last.At - first.At).TotalSeconds;
        return seconds > 0 ? (last.Done - first.Done) / seconds : null;
    }
}
