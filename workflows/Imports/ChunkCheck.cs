using Platform.Contracts;

namespace Platform.Workflows.Imports;

/// <summary>Tells the rows of a chunk that can be sent from those that cannot.</summary>
internal static class ChunkCheck
{
    /// <summary>The rows with a valid event, and what is wrong with the others. O(rows).</summary>
    public static (List<ChunkRow> Good, List<RejectedLine> Rejected) Sort(IReadOnlyList<ChunkRow> rows)
    {
        var (good, rejected) = (new List<ChunkRow>(rows.Count), new List<RejectedLine>());
        foreach (var row in rows)
        {
            var errors = row.Event is { } e ? TransactionCheck.Errors(e) : row.Errors ?? [new("", "This row has no event.")];
            if (errors.Count == 0) good.Add(row);
            else rejected.Add(new(row.Line, errors));
        }

        return (good, rejected);
    }

    /// <summary>The reasons of rejected rows, and how many each refused; null for none.</summary>
    public static Dictionary<string, long>? Reasons(IReadOnlyList<RejectedLine> rejected) => rejected.Count == 0
        ? null
        : rejected.SelectMany(line => line.Errors.Select(ReasonText.Of).Distinct())
            .GroupBy(reason => reason).ToDictionary(reason => reason.Key, reason => reason.LongCount());
}
