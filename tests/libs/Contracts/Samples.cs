namespace Platform.Contracts.Tests;

internal static class Samples
{
    public static Transaction Payment { get; } = new()
    {
        Id = "tx-1",
        Time = new(2026, 5, 4, 12, 30, 0, TimeSpan.Zero),
        Kind = TransactionKind.Payment,
        Amount = 12.34m,
        Currency = "EUR",
        Account = "card:1",
        Counterparty = "terminal_9",
        Device = "d.1",
        Country = "DE",
        Channel = "pos",
    };

    public const string PaymentJson = """
        {"id":"tx-1","time":"2026-05-04T12:30:00Z","kind":"payment","amount":12.34,"currency":"EUR",
         "account":"card:1","counterparty":"terminal_9"}
        """;
}
