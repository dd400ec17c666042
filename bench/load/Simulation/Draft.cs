using Platform.Contracts;

namespace Platform.Load.Simulation;

/// <summary>An event that will happen; it gets its id when its turn comes.</summary>
internal sealed record Draft(DateTimeOffset Time, string Account, string Counterparty)
{
    /// <summary>Payment unless said otherwise.</summary>
    public TransactionKind Kind { get; init; } = TransactionKind.Payment;

    /// <summary>In major units, before rounding.</summary>
    public required double Amount { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public required string Country { get; init; }

    /// <summary>How it was ordered.</summary>
    public required string Channel { get; init; }

    /// <summary>Null at a terminal.</summary>
    public string? Device { get; init; }

    /// <summary>The story it belongs to.</summary>
    public Typology Typology { get; init; }

    /// <summary>The event under its id; amounts are whole cents, at least one.</summary>
    public SimulatedEvent ToEvent(string id) => new(new()
    {
        Id = id, Time = Time, Kind = Kind, Amount = Cents(Amount), Currency = Currency, Account = Account, Counterparty = Counterparty,
        Device = Device, Country = Country, Channel = Channel,
    }, Typology);

    // Built from its parts: a conversion from double to decimal is ten times as slow.
    private static decimal Cents(double amount) => new((int)Math.Clamp(amount * 100, 1, int.MaxValue), 0, 0, false, 2);
}
