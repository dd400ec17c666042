using System.Text.Json.Serialization.Metadata;
using Platform.Contracts;

namespace Platform.Ingest;

/// <summary>What is different between the kinds of events that are taken in.</summary>
/// <param name="Topic">Where accepted ones go.</param>
/// <param name="Type">The type in their envelope.</param>
/// <param name="Json">How they are written.</param>
internal sealed record EventKind<T>(string Topic, string Type, JsonTypeInfo<T> Json)
{
    public delegate (T? Event, IReadOnlyList<FieldError> Errors) Reader(ReadOnlySpan<byte> json);

    /// <summary>Reads and validates one event.</summary>
    public required Reader Read { get; init; }

    /// <summary>The event's id.</summary>
    public required Func<T, string> IdOf { get; init; }

    /// <summary>Whom the event is about: those of one entity stay in order.</summary>
    public required Func<T, string> EntityOf { get; init; }

    /// <summary>Before the ids that are remembered, so that a kind does not take another's for duplicates; no id has a slash.</summary>
    public string Prefix { get; init; } = "";
}

/// <summary>The kinds of events that are taken in.</summary>
internal static class EventKinds
{
    public static EventKind<Transaction> Transactions { get; } =
        new(Topics.Transactions, "platform.transaction", ContractsJson.Default.Transaction)
        {
            Read = ReadTransaction.Decide, IdOf = e => e.Id, EntityOf = e => e.Account,
        };

    public static EventKind<SecurityEvent> Security { get; } =
        new(Topics.SecurityEvents, "platform.security-event", ContractsJson.Default.SecurityEvent)
        {
            Read = ReadSecurityEvent.Decide, IdOf = e => e.Id, Prefix = "security/",
            EntityOf = e => e.User ?? e.ServiceAccount ?? e.Host ?? e.Ip ?? e.Id,
        };
}
