using Platform.Contracts;

namespace Platform.Ingest.Tests;

public sealed class ReadTransactionTests
{
    [Fact]
    public void Every_field_of_a_full_event_is_read()
    {
        var (e, errors) = Read(Events.Valid(
            "tx-9", ("device", "\"d-1\""), ("country", "\"DE\""), ("channel", "\"web\""), ("kind", "\"transfer\"")));

        Assert.Empty(errors);
        Assert.Equal(
            new Transaction
            {
                Id = "tx-9", Time = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
                Kind = TransactionKind.Transfer, Amount = 12.5m, Currency = "EUR",
                Account = "card-1", Counterparty = "terminal-1", Device = "d-1", Country = "DE", Channel = "web",
            },
            e);
    }

    [Theory]
    [InlineData("amount", "-1")]
    [InlineData("amount", "0")]
    [InlineData("amount", "NaN")]
    [InlineData("amount", "\"12\"")]
    [InlineData("amount", "1e400")]
    [InlineData("amount", "1e13")]
    [InlineData("amount", "1.23456")]
    [InlineData("amount", "true")]
    [InlineData("amount", "{\"value\":1}")]
    [InlineData("amount", "null")]
    [InlineData("amount", null)]
    [InlineData("time", "\"9999-12-31T23:59:59Z\"")]
    [InlineData("time", "\"1999-12-31T23:59:59Z\"")]
    [InlineData("time", "\"2026-01-31T12:00:00\"")]
    [InlineData("time", "\"yesterday\"")]
    [InlineData("time", "1769860800")]
    [InlineData("time", null)]
    [InlineData("currency", "\"XXZ\"")]
    [InlineData("currency", "\"eur\"")]
    [InlineData("currency", "[\"EUR\"]")]
    [InlineData("kind", "\"gift\"")]
    [InlineData("kind", "0")]
    [InlineData("id", "\"\"")]
    [InlineData("id", "\"a b\"")]
    [InlineData("id", "\"\\ud800\"")]
    [InlineData("id", "17")]
    [InlineData("account", "\"\"")]
    [InlineData("counterparty", null)]
    [InlineData("device", "\"a/b\"")]
    [InlineData("country", "\"Germany\"")]
    [InlineData("channel", "\"WEB\"")]
    public void Wrong_value_is_an_error_that_names_its_field(string field, string? json)
    {
        var (e, errors) = Read(Events.Valid("tx-1", (field, json)));

        Assert.Null(e);
        Assert.Contains(errors, error => error.Field == field && error.Message.Length > 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("17")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("hello")]
    public void Something_else_than_an_object_is_an_error_of_the_event(string json) => Assert.NotEmpty(Read(json).Errors);

    [Fact]
    public void All_wrong_fields_are_named_at_once() => Assert.Equal(
        ["amount", "kind"],
        Read(Events.Valid("tx-1", ("amount", "\"x\""), ("kind", "1"))).Errors.Select(error => error.Field).Order());

    [Fact]
    public void Invalid_utf8_is_an_error()
    {
        var bytes = Events.Utf8(Events.Valid());
        bytes[8] = 0xFF;

        var (e, errors) = ReadTransaction.Decide(bytes);

        Assert.Null(e);
        Assert.Contains("UTF-8", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_json_is_an_error_that_names_its_field()
    {
        var (e, errors) = Read(Events.Valid("tx-1", ("device", Events.Deep(10_000))));

        Assert.Null(e);
        Assert.Contains(errors, error => error.Field is "device");
    }

    [Fact]
    public void Unknown_field_is_passed_over() => Assert.NotNull(Read(Events.Valid("tx-1", ("note", "{\"a\":[1,2,{\"b\":null}]}"))).Event);

    [Fact]
    public void Field_given_twice_is_an_error() =>
        Assert.Contains(Read("""{"id":"a",""" + Events.Valid()[1..]).Errors, error => error.Field is "id");

    [Fact]
    public void Escaped_text_is_the_text() => Assert.Equal("tx-1", Read(Events.Valid("tx-1", ("id", "\"t\\u0078-1\""))).Event?.Id);

    private static (Transaction? Event, IReadOnlyList<FieldError> Errors) Read(string json) => ReadTransaction.Decide(Events.Utf8(json));
}
