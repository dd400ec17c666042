using Platform.Cli.Imports;
using Platform.Contracts;

namespace Platform.Cli.Tests;

public sealed class ImportWordsTests
{
    private static readonly ImportProgress Half = new()
    {
        Phase = ImportPhase.Importing, Rows = 10_000, Done = 5_000, Accepted = 4_990, Rejected = 10, RowsPerSecond = 1_234.5,
        SecondsLeft = 75,
    };

    [Fact]
    public void A_bar_says_how_far_how_fast_and_how_long() => Assert.Equal(
        "████████████░░░░░░░░░░░░ 50 % | 5,000 of 10,000 rows | 10 rejected | 1,234 rows/s | 1 min 15 s left", ImportWords.Bar(Half, 200));

    [Fact]
    public void A_bar_is_no_wider_than_the_terminal() => Assert.Equal(40, ImportWords.Bar(Half, 40).Length);

    [Fact]
    public void A_bar_is_full_at_the_end_and_not_before()
    {
        Assert.StartsWith("███████████████████████░ 99 %", ImportWords.Bar(Half with { Done = 9_999 }, 200), StringComparison.Ordinal);
        Assert.StartsWith("████████████████████████ 100 %", ImportWords.Bar(Half with { Done = 10_000 }, 200), StringComparison.Ordinal);
    }

    [Fact]
    public void Before_anything_is_known_it_says_what_it_does()
    {
        Assert.Equal("waiting to begin", ImportWords.Bar(null, 80));
        Assert.Equal("reading the file", ImportWords.Bar(new() { Phase = ImportPhase.Reading }, 80));
    }

    [Fact]
    public void An_end_says_the_sum_the_reasons_and_where_the_rejected_lines_are()
    {
        var import = new Import
        {
            Id = "a1", File = "f.csv", Status = ImportStatus.Completed, CreatedAt = default, UpdatedAt = default,
            Report = new()
            {
                Mapping = "mine", Rows = 1_010, Accepted = 1_000, Duplicates = 8, Rejected = 2, Reasons = [new("amount: bad", 2)],
                RejectedFiles = ["f.csv.a1.rejected.ndjson"], Seconds = 2, RowsPerSecond = 505,
            },
        };

        Assert.Equal(
            [
                "import a1 of f.csv: completed", "rows 1,010 = accepted 1,000 + known before 8 + rejected 2",
                "mapping mine, 2.0 s, 505 rows/s",
                "rejected 2: amount: bad", "rejected lines are in f.csv.a1.rejected.ndjson",
            ],
            ImportWords.End(import));
    }

    [Theory]
    [InlineData("/x/payments.csv.gz", "payments.csv.gz")]
    [InlineData("my file (1).csv", "my-file--1-.csv")]
    [InlineData(".hidden", "hidden")]
    [InlineData("...", "file")]
    [InlineData("käse.csv", "k-se.csv")]
    public void A_file_gets_a_name_that_the_api_takes(string path, string expected)
    {
        Assert.Equal(expected, TenantFile.NameOf(path));
        Assert.True(ImportRequestValidator.IsFileName(TenantFile.NameOf(path)));
    }

    [Fact]
    public async Task A_file_is_brought_whole_with_its_mapping_as_text()
    {
        var folder = Directory.CreateTempSubdirectory("cli-import-").FullName;
        var (file, mapping) = (Path.Combine(folder, "f.csv"), Path.Combine(folder, "m.yaml"));
        await File.WriteAllTextAsync(file, "a,b\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(mapping, "name: mine\n", TestContext.Current.CancellationToken);

        var tenantFile = new TenantFile(Path.Combine(folder, "blobs"), "t");
        var request = await tenantFile.BringAsync(file, mapping, "a1", TestContext.Current.CancellationToken);

        Assert.Equal(new() { File = "f.csv", Mapping = "name: mine\n", Id = "a1" }, request);
        Assert.Equal([Path.Combine(folder, "blobs/t/f.csv")], Directory.GetFiles(Path.Combine(folder, "blobs/t")));
        Directory.Delete(folder, recursive: true);
    }
}
