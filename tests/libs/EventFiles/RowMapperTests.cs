using Platform.Contracts;

namespace Platform.EventFiles.Tests;

public sealed class RowMapperTests
{
    private static readonly string[] Columns = ["at", "who", "whom", "sum"];

    private static readonly Mapping Mapping = new()
    {
        Name = "mine",
        Time = new() { Column = "at", Unit = TimeUnit.Day },
        Account = new() { Column = "who", Prefix = "c" },
        Counterparty = new() { Column = "whom" },
        Amount = new() { Column = "sum" },
        Currency = new() { Value = "EUR" },
        Kind = new() { Value = "payment" },
    };

    private readonly RowMapper mapper = new(Mapping, Columns, null);

    [Fact]
    public void A_row_without_an_id_gets_its_line_as_id()
    {
        var row = new Row(7, ["1.5", "1", "shop", "2.50"]);
        var transaction = mapper.Map(row, mapper.TimeOf(row), "i-");

        Assert.Equal(("i-7", "c1", "shop", 2.50m, TransactionKind.Payment),
            (transaction.Id, transaction.Account, transaction.Counterparty, transaction.Amount, transaction.Kind));
        Assert.Equal(new DateTimeOffset(1970, 1, 2, 12, 0, 0, TimeSpan.Zero), transaction.Time);
    }

    [Theory]
    [InlineData("soon", "1", "time", "column at: 'soon' is not a number.")]
    [InlineData("1e300", "1", "time", "column at: '1e300' is not within the years 1 to 9999.")]
    [InlineData("-1e9", "1", "time", "column at: '-1e9' is not within the years 1 to 9999.")]
    [InlineData("1", "much", "amount", "column sum: 'much' is not a number.")]
    [InlineData("1", null, "amount", "amount is empty.")]
    public void A_wrong_value_names_its_field_and_column(string at, string? sum, string field, string reason)
    {
        var e = Assert.Throws<EventFileException>(() => Map(new(3, [at, "1", "shop", sum])));

        Assert.Equal((3, field, reason), (e.Line, e.Field, e.Reason));
    }

    [Fact]
    public void A_line_that_is_no_record_says_why()
    {
        var e = Assert.Throws<EventFileException>(() => Map(new(3, []) { Error = "not valid JSON" }));

        Assert.Equal((3, "", "Line 3: not valid JSON."), (e.Line, e.Field, e.Message));
    }

    [Fact]
    public void A_long_value_is_repeated_in_part() =>
        Assert.True(Assert.Throws<EventFileException>(() => Map(new(3, ["1", "1", "shop", new string('9', 5_000)]))).Message.Length < 200);

    private Transaction Map(Row row) => mapper.Map(row, mapper.TimeOf(row), "");
}
