namespace Platform.Load.Simulation;

/// <summary>Where people live: country, currency and hours ahead of UTC.</summary>
internal sealed record Place(string Country, string Currency, int HoursAhead, double PriceLevel);

/// <summary>A shop, a cash machine or a web shop.</summary>
internal sealed record Terminal(string Id, Place Place, string Channel);

/// <summary>Someone with an account: habits from which ordinary events are drawn.</summary>
internal sealed record Customer
{
    /// <summary>The account, which is also the card.</summary>
    public required string Account { get; init; }

    /// <summary>Home.</summary>
    public required Place Home { get; init; }

    /// <summary>Phones and browsers; the first is used most.</summary>
    public required string[] Devices { get; init; }

    /// <summary>Terminals visited again and again, most of them at home.</summary>
    public required Terminal[] Terminals { get; init; }

    /// <summary>Accounts paid again and again.</summary>
    public required string[] Payees { get; init; }

    /// <summary>Logarithm of the median payment, in the home currency.</summary>
    public required double AmountMu { get; init; }

    /// <summary>Spread of the logarithm of payments.</summary>
    public required double AmountSigma { get; init; }

    /// <summary>Share of transfers among the customer's events.</summary>
    public required double TransferShare { get; init; }
}
