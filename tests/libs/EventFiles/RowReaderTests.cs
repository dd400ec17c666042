namespace Platform.EventFiles.Tests;

/// <summary>What files may hold besides good rows.</summary>
public sealed class RowReaderTests : IDisposable
{
    private readonly TestFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void A_csv_line_with_too_few_or_too_many_values_spoils_itself_only()
    {
        var rows = Read(files.Plain("a.csv", "x,y\n1,2\n3\n4,5,6\n7,8\n"));

        Assert.Equal(["2: 1,2", "3: it has 1 values, the header has 2", "4: it has 3 values, the header has 2", "5: 7,8"], rows);
    }

    [Fact]
    public void A_quote_that_is_never_closed_spoils_its_line_only()
    {
        var rows = Read(files.Plain("a.csv", "x,y\n1,\"2\n3,4\n5,\"6\"\n"));

        Assert.Equal(["2: its quotes do not match", "3: 3,4", "4: 5,6"], rows);
    }

    [Fact]
    public void Blank_csv_lines_count_as_lines_and_are_no_rows() =>
        Assert.Equal(["4: 1,2"], Read(files.Plain("a.csv", "x,y\n\n\n1,2\n\n")));

    [Fact]
    public void An_ndjson_line_that_is_no_object_spoils_itself_only()
    {
        var rows = Read(files.Plain("a.ndjson", "{\"x\":1,\"y\":\"b\"}\n{\"x\":\n\n[1]\n{\"y\":2}\n"));

        Assert.Equal(["1: 1,b", "2: not valid JSON", "4: not a JSON object", "5: ,2"], rows);
    }

    [Fact]
    public void An_ndjson_property_that_the_first_line_lacks_is_found_when_it_is_asked_for()
    {
        var path = files.Plain("a.ndjson", "{\"x\":1}\n{\"x\":2,\"d\":\"phone\"}\n");

        Assert.Equal(["1: 1,", "2: 2,phone"], Read(path, new() { Device = new() { Column = "d" } }));
    }

    [Fact]
    public void A_line_without_end_is_refused_and_not_held()
    {
        var path = files.Plain("a.ndjson", "{\"x\":1}\n{\"x\":\"" + new string('a', 3 << 20) + "\"}\n");

        Assert.StartsWith("Line 2: longer than", Message(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", 1)]
    [InlineData("csv", 4)]
    [InlineData("csv", 9)]
    [InlineData("csv", 2_000)]
    [InlineData("json", 9)]
    [InlineData("json", 2_000)]
    public void A_gzip_that_is_cut_off_says_after_which_line(string kind, int missingBytes)
    {
        var path = files.Gzip("a.gz", (kind is "csv" ? "x,y\n" : "") + Lines(kind));
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^missingBytes]);

        Assert.Matches("^The file is damaged or cut off after line [1-9][0-9]{3,4}:", Message(path));
    }

    [Fact]
    public void A_gzip_that_is_cut_off_in_its_head_says_so()
    {
        var path = files.Gzip("a.gz", "x,y\n1,2\n");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..12]);

        Assert.StartsWith("The file is damaged or cut off after line 0:", Message(path), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_is_cut_off_says_so()
    {
        var path = files.Archive("a.tgz", ("big.csv", "x,y\n" + Lines("csv")));
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^3_000]);

        Assert.Contains("cut off", Message(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gzip_of_several_members_is_one_file()
    {
        var path = files.Gzip("a.gz", "x,y\n1,2\n");
        var second = files.Gzip("b.gz", "3,4\n");
        File.WriteAllBytes(path, [.. File.ReadAllBytes(path), .. File.ReadAllBytes(second)]);

        Assert.Equal(["2: 1,2", "3: 3,4"], Read(path));
    }

    private static string Lines(string kind) => string.Concat(Enumerable.Range(0, 20_000)
        .Select(n => (X: n, Y: n * 7919 % 9973))
        .Select(row => kind is "csv" ? $"{row.X},{row.Y}\n" : $"{{\"x\":{row.X},\"y\":{row.Y}}}\n"));

    private static List<string> Read(string path, Mapping? mapping = null)
    {
        using var reader = SourceFile.Open(path, mapping ?? new());
        return [.. reader.Rows().Select(row => $"{row.Line}: {row.Error ?? string.Join(",", row.Values)}")];
    }

    private static string Message(string path) => Assert.Throws<EventFileException>(() => Read(path)).Message;
}
