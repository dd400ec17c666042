using Platform.Contracts;

namespace Platform.Scoring;

/// <summary>Accounts and terminals are numbered apart: card 5 and terminal 5 are two. Markets go by their currency.</summary>
public enum EntityKind
{
    /// <summary>Pays; is paid in transfers.</summary>
    Account,

    /// <summary>Is paid in payments.</summary>
    Terminal,

    /// <summary>All payments of the tenant in one currency.</summary>
    PaymentMarket,

    /// <summary>All transfers of the tenant in one currency.</summary>
    TransferMarket,
}

/// <summary>An entity by name.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its id among those of its kind.</param>
public readonly record struct EntityName(EntityKind Kind, string Id)
{
    /// <summary>As features and the state store name it. Part of the stored keys: never rename.</summary>
    public string Text => $"{PrefixOf(Kind)}|{Id}";

    /// <summary>Who pays.</summary>
    /// <param name="transaction">The event.</param>
    /// <returns>An account.</returns>
    public static EntityName SenderOf(Transaction transaction) => new(EntityKind.Account, transaction.Account);

    /// <summary>Who is paid.</summary>
    /// <param name="transaction">The event.</param>
    /// <returns>A terminal for payments, an account for transfers.</returns>
    public static EntityName ReceiverOf(Transaction transaction) =>
        new(transaction.Kind is TransactionKind.Payment ? EntityKind.Terminal : EntityKind.Account, transaction.Counterparty);

    /// <summary>All events of its kind and currency.</summary>
    /// <param name="transaction">The event.</param>
    /// <returns>A market.</returns>
    public static EntityName MarketOf(Transaction transaction) =>
        new(transaction.Kind is TransactionKind.Payment ? EntityKind.PaymentMarket : EntityKind.TransferMarket, transaction.Currency);

    private static string PrefixOf(EntityKind kind) => kind switch
    {
        EntityKind.Account => "account",
        EntityKind.Terminal => "terminal",
        EntityKind.PaymentMarket => "payments",
        _ => "transfers",
    };
}
