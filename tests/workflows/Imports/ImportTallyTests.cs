using Platform.Contracts;
using Platform.Workflows.Imports;

namespace Platform.Workflows.Tests;

public sealed class ImportTallyTests
{
    private static readonly DateTime Begin = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly ImportPlan Plan = new("mine", 10_000, 10);

    [Fact]
    public void A_report_counts_every_row_once()
    {
        var tally = new ImportTally(Plan, new());
        tally.Add(new(1, 900, 90, 10, new() { ["amount: bad"] = 8, ["time: bad"] = 3 }), Begin);
        tally.Add(new(0, 1_000, 0, 0), Begin.AddSeconds(1));

        var report = tally.Report(TimeSpan.FromSeconds(2), ["f.rejected"]);

        Assert.Equal((2_000, 1_900, 90, 10), (report.Rows, report.Accepted, report.Duplicates, report.Rejected));
        Assert.Equal([new("amount: bad", 8), new("time: bad", 3)], report.Reasons);
        Assert.Equal((2, 1_000, "mine"), (report.Seconds, report.RowsPerSecond, report.Mapping));
    }

    [Fact]
    public void A_rate_is_that_of_the_chunks_since_the_first_mark()
    {
        var tally = new ImportTally(Plan, new());
        tally.Mark(Begin);
        Assert.Null(tally.Progress(ImportPhase.Importing).RowsPerSecond);

        tally.Add(new(0, 1_000, 0, 0), Begin.AddSeconds(1));
        tally.Add(new(1, 1_000, 0, 0), Begin.AddSeconds(4));

        var progress = tally.Progress(ImportPhase.Importing);
        Assert.Equal((500, 16, 2_000, 10_000), (progress.RowsPerSecond, progress.SecondsLeft, progress.Done, progress.Rows));
    }

    [Fact]
    public void A_pause_is_forgotten_after_some_chunks()
    {
        var tally = new ImportTally(Plan, new());
        tally.Mark(Begin);
        for (var chunk = 0; chunk < 50; chunk++) tally.Add(new(chunk, 100, 0, 0), Begin.AddHours(1).AddSeconds(chunk));

        Assert.Equal(100, tally.Progress(ImportPhase.Importing).RowsPerSecond);
    }

    [Fact]
    public void A_new_history_goes_on_with_the_totals_of_the_old_one()
    {
        var first = new ImportTally(Plan, new());
        first.Add(new(3, 5, 0, 1, new() { ["a"] = 1 }), Begin);
        var second = new ImportTally(Plan, first.Totals);
        second.Add(new(1, 6, 0, 2, new() { ["a"] = 2 }), Begin);

        Assert.Equal(14, second.Done);
        Assert.Equal([1, 3], second.RejectedChunks);
        Assert.Equal(new RejectionReason("a", 3), second.Report(TimeSpan.Zero, []).Reasons.Single());
    }

    [Fact]
    public void Reasons_without_end_are_counted_together_and_ten_are_reported()
    {
        var tally = new ImportTally(Plan, new());
        tally.Add(new(0, 0, 0, 300, Enumerable.Range(0, 300).ToDictionary(n => $"reason {n}", _ => 1L)), Begin);

        Assert.Equal(101, tally.Totals.Reasons.Count);
        var reported = tally.Report(TimeSpan.Zero, []).Reasons;
        Assert.Equal((10, new("other reasons", 200)), (reported.Count, reported[0]));
    }
}
