using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>What moved the money.</summary>
[JsonConverter(typeof(EnumByName<TransactionKind>))]
public enum TransactionKind
{
    /// <summary>An account (card) pays a merchant's terminal.</summary>
    [JsonStringEnumMemberName("payment")] Payment,

    /// <summary>An account sends money to another account.</summary>
    [JsonStringEnumMemberName("transfer")] Transfer,
}

/// <summary>A payment or transfer that a tenant reports. Topic <c>transactions</c>; partition key <c>{tenant}|{account}</c>.</summary>
public sealed record Transaction
{
    /// <summary>Chosen by the sender, stable across retries: the idempotency key. 1-64 of letters, digits and <c>. _ : -</c></summary>
    public required string Id { get; init; }

    /// <summary>When it happened, by the sender's clock; years 2000 to 2100.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Payment to a terminal, or transfer between accounts.</summary>
    public required TransactionKind Kind { get; init; }

    /// <summary>In major units of <see cref="Currency"/>; above 0, at most 1e12, at most 4 decimals.</summary>
    public required decimal Amount { get; init; }

    /// <summary>ISO 4217 alphabetic code in force, upper case.</summary>
    public required string Currency { get; init; }

    /// <summary>The entity that pays: card, customer or account; 1-64 characters as in <see cref="Id"/>.</summary>
    public required string Account { get; init; }

    /// <summary>The entity that is paid: terminal, merchant or account; 1-64 characters as in <see cref="Id"/>.</summary>
    public required string Counterparty { get; init; }

    /// <summary>The device it was ordered from, when known; 1-64 characters as in <see cref="Id"/>.</summary>
    public string? Device { get; init; }

    /// <summary>ISO 3166-1 alpha-2 code of the place, when known; two upper-case letters.</summary>
    public string? Country { get; init; }

    /// <summary>How it was ordered (<c>pos</c>, <c>web</c>, <c>app</c>, <c>atm</c>, …), when known; 1-16 lower-case letters.</summary>
    public string? Channel { get; init; }
}
