using Platform.Contracts;

namespace Platform.Load.Simulation;

/// <summary>The stories of fraud and laundering that the simulator tells.</summary>
public enum Typology
{
    /// <summary>Nothing is wrong with it.</summary>
    None,

    /// <summary>Card details are sold: small test payments on the web, then large ones.</summary>
    LeakedCard,

    /// <summary>A terminal copies cards; the copies draw cash abroad.</summary>
    CompromisedTerminal,

    /// <summary>Someone else signs in from a new device abroad and empties the account within minutes.</summary>
    AccountTakeover,

    /// <summary>Many accounts pay one mule, which passes the sum on.</summary>
    MuleFanIn,

    /// <summary>Money goes round a ring of accounts and comes home a little smaller.</summary>
    Cycle,
}

/// <summary>One event and the truth about it, which the platform is never told.</summary>
/// <param name="Transaction">The event as it is sent.</param>
/// <param name="Typology">The story it belongs to.</param>
public readonly record struct SimulatedEvent(Transaction Transaction, Typology Typology)
{
    /// <summary>Whether it is part of a fraud.</summary>
    public bool Label => Typology is not Typology.None;
}
