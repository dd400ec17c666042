using Platform.Contracts;
using Platform.Risk.Lists;

namespace Platform.Risk.RuleLanguage;

/// <summary>What a rule sees: the features, the event, and what lists say of it. One instance is used again for every event.</summary>
internal sealed class RuleInput(float[] features)
{
    public float[] Features { get; } = features;

    public required Transaction Event { get; set; }

    public IListFacts Lists { get; set; } = KeptFacts.None;
}

/// <summary>The text fields of an event that rules may name.</summary>
internal static class EventFields
{
    private static readonly Dictionary<string, Func<RuleInput, string?>> Readers = new(StringComparer.Ordinal)
    {
        ["kind"] = input => input.Event.Kind is TransactionKind.Payment ? "payment" : "transfer",
        ["currency"] = input => input.Event.Currency,
        ["country"] = input => input.Event.Country,
        ["channel"] = input => input.Event.Channel,
        ["device"] = input => input.Event.Device,
        ["account"] = input => input.Event.Account,
        ["counterparty"] = input => input.Event.Counterparty,
    };

    public static IEnumerable<string> Names => Readers.Keys;

    public static Func<RuleInput, string?>? Find(string name) => Readers.GetValueOrDefault(name);
}
