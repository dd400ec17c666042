using Platform.Contracts;

namespace Platform.Risk.Features;

/// <summary>Accounts and terminals are numbered apart: card 5 and terminal 5 are two. Markets go by their currency.</summary>
internal enum EntityKind
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
internal readonly record struct EntityName(EntityKind Kind, string Id)
{
    /// <summary>As features and the state store name it. Part of the stored keys: never rename.</summary>
    public string Text => $"{PrefixOf(Kind)}|{Id}";

    public static EntityName SenderOf(Transaction transaction) => new(EntityKind.Account, transaction.Account);

    public static EntityName ReceiverOf(Transaction transaction) =>
        new(transaction.Kind is TransactionKind.Payment ? EntityKind.Terminal : EntityKind.Account, transaction.Counterparty);

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
