using Platform.Contracts;
using Platform.EventFiles;
using Platform.Load.Replay;

namespace Platform.Load.Tests.Replay;

public sealed class ReplayFileTests : IDisposable
{
    private readonly TestFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void A_csv_file_is_read_with_the_mapping_that_its_header_fits()
    {
        var file = ReplayFile.Open(files.Plain("payments.csv", Samples.Handbook), null);
        var events = Read(file);

        Assert.Equal("fraud-handbook", file.Mapping.Name);
        Assert.Equal(["r-10", "r-11", "r-12"], events.Select(e => e.Transaction.Id));
        Assert.Equal([false, false, true], events.Select(e => e.Label!.Value));
        Assert.Equal(new DateTimeOffset(2018, 4, 2, 1, 0, 0, TimeSpan.Zero), events[2].FileTime);
        var t = events[0].Transaction;
        Assert.Equal(("c1", "t7", 81.58m, "EUR", TransactionKind.Payment), (t.Account, t.Counterparty, t.Amount, t.Currency, t.Kind));
    }

    [Fact]
    public void An_amount_below_the_least_is_raised_and_counted()
    {
        var file = ReplayFile.Open(files.Plain("payments.csv", Samples.Handbook), null);

        Assert.Equal(0.01m, Read(file)[1].Transaction.Amount);
        Assert.Equal(1, file.Raised);
    }

    [Fact]
    public void An_amount_that_went_through_binary_fractions_is_cents_again()
    {
        var path = files.Plain("payments.csv", Samples.Handbook + "13,90001,1,7,40.809999999999995,0,0\n");

        Assert.Equal(40.81m, Read(ReplayFile.Open(path, null))[3].Transaction.Amount);
    }

    [Fact]
    public void Gzip_is_seen_by_its_first_bytes_and_not_by_the_name() =>
        Assert.Equal(3, Read(ReplayFile.Open(files.Gzip("payments.txt", Samples.Handbook), null)).Count);

    [Fact]
    public void A_member_of_an_archive_is_labelled_by_another_member()
    {
        var path = files.Archive(
            "sample.tgz", ("s/metadata.txt", "x"), ("s/transactions.csv", Samples.Transfers), ("s/nodes.csv", Samples.Nodes));
        var file = ReplayFile.Open(path, null);
        var events = Read(file);

        Assert.Equal("amlsim", file.Mapping.Name);
        Assert.Equal([false, true, true], events.Select(e => e.Label!.Value));
        Assert.Equal(["r-2", "r-3", "r-4"], events.Select(e => e.Transaction.Id));
        Assert.Equal(["a5", "a6", "a7"], events.Select(e => e.Transaction.Account));
        Assert.All(events, e => Assert.Equal(TransactionKind.Transfer, e.Transaction.Kind));
        Assert.Equal(TimeSpan.FromDays(2), events[2].FileTime - events[0].FileTime);
    }

    [Fact]
    public void Ndjson_is_read_by_property_name_in_any_order()
    {
        var events = Read(ReplayFile.Open(files.Gzip("events.gz", Samples.Ndjson), null));

        Assert.Equal(["r-a", "r-b"], events.Select(e => e.Transaction.Id));
        Assert.Equal(TransactionKind.Transfer, events[1].Transaction.Kind);
        Assert.Null(events[1].Label);
    }

    [Fact]
    public void A_survey_counts_lines_and_finds_the_span()
    {
        var survey = ReplayFile.Open(files.Plain("payments.csv", Samples.Handbook), null).Survey();

        Assert.Equal((3, TimeSpan.FromHours(25)), (survey.Lines, survey.Last - survey.First));
    }

    [Theory]
    [InlineData("11,60,2,8,abc,0,0", "Line 5, column TX_AMOUNT: 'abc' is not a number.")]
    [InlineData("11,soon,2,8,1,0,0", "Line 5, column TX_TIME_SECONDS: 'soon' is not a number.")]
    [InlineData("11,60,,8,1,0,0", "Line 5: account is empty.")]
    public void A_wrong_value_is_named_with_its_line(string line, string expected)
    {
        var file = ReplayFile.Open(files.Plain("payments.csv", Samples.Handbook + line), null);

        Assert.Equal(expected, Assert.Throws<EventFileException>(() => Read(file)).Message);
    }

    [Fact]
    public void A_line_with_too_few_values_is_named()
    {
        var file = ReplayFile.Open(files.Plain("payments.csv", Samples.Handbook + "11,60"), null);

        Assert.StartsWith("Line 5:", Assert.Throws<EventFileException>(() => Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_cut_off_says_so()
    {
        var rows = string.Concat(Enumerable.Range(20, 20_000).Select(n => $"{n},100,1,7,{n}.5,0,0\n"));
        var path = files.Gzip("payments.csv.gz", Samples.Handbook + rows);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^2_000]);

        Assert.Throws<EventFileException>(() => Read(ReplayFile.Open(path, null)));
    }

    [Fact]
    public void Unknown_columns_need_a_mapping()
    {
        var path = files.Plain("other.csv", "a,b\n1,2\n");

        Assert.Contains("--mapping", Assert.Throws<ReplayException>(() => ReplayFile.Open(path, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mapping_that_names_an_absent_column_says_which()
    {
        var mapping = files.Plain("m.yaml", """
            name: mine
            time: { column: at, unit: iso }
            account: { column: who }
            counterparty: { column: whom }
            amount: { column: sum }
            currency: { value: EUR }
            kind: { value: payment }
            """);
        var file = ReplayFile.Open(files.Plain("other.csv", "at,who,sum\n2026-01-01,a,1\n"), mapping);

        Assert.Contains("whom", Assert.Throws<EventFileException>(() => file.Survey()).Message, StringComparison.Ordinal);
    }

    private static List<ReplayEvent> Read(ReplayFile file) => [.. file.Events("r-", time => time)];
}
