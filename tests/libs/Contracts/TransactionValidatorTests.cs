namespace Platform.Contracts.Tests;

public sealed class TransactionValidatorTests
{
    private static readonly TransactionValidator validator = new();

    public static TheoryData<string, Transaction> OutOfRange => new()
    {
        { "id", Samples.Payment with { Id = "" } },
        { "id", Samples.Payment with { Id = new('a', 65) } },
        { "id", Samples.Payment with { Id = "a b" } },
        { "id", Samples.Payment with { Id = "a\n" } },
        { "id", Samples.Payment with { Id = "ä" } },
        { "time", Samples.Payment with { Time = new(1999, 12, 31, 23, 59, 59, TimeSpan.Zero) } },
        { "time", Samples.Payment with { Time = new(2101, 1, 1, 0, 0, 0, TimeSpan.Zero) } },
        { "time", Samples.Payment with { Time = DateTimeOffset.MaxValue } },
        { "kind", Samples.Payment with { Kind = (TransactionKind)7 } },
        { "amount", Samples.Payment with { Amount = 0 } },
        { "amount", Samples.Payment with { Amount = -1 } },
        { "amount", Samples.Payment with { Amount = 1_000_000_000_000.01m } },
        { "amount", Samples.Payment with { Amount = 0.00001m } },
        { "currency", Samples.Payment with { Currency = "eur" } },
        { "currency", Samples.Payment with { Currency = "XXX" } },
        { "currency", Samples.Payment with { Currency = "" } },
        { "account", Samples.Payment with { Account = "|" } },
        { "counterparty", Samples.Payment with { Counterparty = "" } },
        { "device", Samples.Payment with { Device = "" } },
        { "country", Samples.Payment with { Country = "de" } },
        { "country", Samples.Payment with { Country = "DEU" } },
        { "channel", Samples.Payment with { Channel = "POS" } },
        { "channel", Samples.Payment with { Channel = new('a', 17) } },
    };

    public static TheoryData<Transaction> AtTheEdge => new()
    {
        Samples.Payment,
        Samples.Payment with { Device = null, Country = null, Channel = null },
        Samples.Payment with { Id = new('a', 64), Amount = 1_000_000_000_000m },
        Samples.Payment with { Amount = 0.0001m },
        Samples.Payment with { Amount = 1.5000000m },
        Samples.Payment with { Time = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero) },
        Samples.Payment with { Time = new(2100, 12, 31, 23, 59, 59, TimeSpan.Zero) },
        Samples.Payment with { Currency = "ZWG", Kind = TransactionKind.Transfer },
    };

    [Theory, MemberData(nameof(OutOfRange))]
    public void A_value_out_of_range_is_refused_by_its_json_name(string field, Transaction transaction)
    {
        Assert.Equal(field, Assert.Single(TransactionCheck.Errors(transaction)).Field);
        Assert.False(validator.Validate(transaction).IsValid);
    }

    [Theory, MemberData(nameof(AtTheEdge))]
    public void A_value_at_the_edge_of_its_range_is_taken(Transaction transaction)
    {
        Assert.Empty(TransactionCheck.Errors(transaction));
        Assert.True(validator.Validate(transaction).IsValid);
    }

    [Fact]
    public void The_fast_check_and_the_rules_agree()
    {
        var random = new Random(7);
        for (var i = 0; i < 5_000; i++)
        {
            var transaction = Any(random);
            Assert.Equal(validator.Explain(transaction).Any(), !TransactionCheck.IsValid(transaction));
        }
    }

    [Fact]
    public void Each_wrong_field_is_told() => Assert.Equal(
        ["id", "amount", "currency"],
        TransactionCheck.Errors(Samples.Payment with { Id = "", Amount = -1, Currency = "?" }).Select(error => error.Field));

    [Fact]
    public void Currencies_are_three_capitals_each()
    {
        Assert.InRange(Currencies.All.Count, 145, 165);
        Assert.All(Currencies.All, code => Assert.Matches("^[A-Z]{3}$", code));
    }

    private static Transaction Any(Random random) => new()
    {
        Id = Text(random),
        Time = new DateTimeOffset(1990, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(random.Next(50_000)),
        Kind = (TransactionKind)random.Next(3),
        Amount = (decimal)(random.NextDouble() * Math.Pow(10, random.Next(-6, 14))) - (random.Next(5) == 0 ? 1 : 0),
        Currency = random.Next(3) == 0 ? Text(random) : Currencies.All.ElementAt(random.Next(Currencies.All.Count)),
        Account = Text(random),
        Counterparty = Text(random),
        Device = random.Next(2) == 0 ? null : Text(random),
        Country = random.Next(2) == 0 ? null : "DE",
        Channel = random.Next(2) == 0 ? null : "web",
    };

    private static string Text(Random random) =>
        random.Next(6) == 0 ? new string('x', random.Next(70)) + (char)random.Next(0x20, 0x100) : $"id-{random.Next()}";
}
