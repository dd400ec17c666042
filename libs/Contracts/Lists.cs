using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>What it means to be on a list; the first that applies decides.</summary>
[JsonConverter(typeof(EnumByName<ListKind>))]
public enum ListKind
{
    /// <summary>The event is blocked.</summary>
    [JsonStringEnumMemberName("block")] Block,

    /// <summary>The event is allowed, whatever score and rules say.</summary>
    [JsonStringEnumMemberName("allow")] Allow,

    /// <summary>Someone must look at the event.</summary>
    [JsonStringEnumMemberName("watch")] Watch,

    /// <summary>Nothing by itself: rules ask for it.</summary>
    [JsonStringEnumMemberName("plain")] Plain,
}

/// <summary>The field of an event that a list is compared with.</summary>
[JsonConverter(typeof(EnumByName<ListField>))]
public enum ListField
{
    /// <summary>Who pays.</summary>
    [JsonStringEnumMemberName("account")] Account,

    /// <summary>Who is paid.</summary>
    [JsonStringEnumMemberName("counterparty")] Counterparty,

    /// <summary>The device.</summary>
    [JsonStringEnumMemberName("device")] Device,

    /// <summary>The country.</summary>
    [JsonStringEnumMemberName("country")] Country,
}

/// <summary>What a list is for.</summary>
public sealed record ListDefinition
{
    /// <summary>What being on it means.</summary>
    public required ListKind Kind { get; init; }

    /// <summary>What it is compared with; null for a plain list, and only for that.</summary>
    public ListField? Field { get; init; }

    /// <summary>What it is for, in the reasons of decisions; at most 200 characters.</summary>
    public required string Description { get; init; }
}

/// <summary>A list.</summary>
/// <param name="Name">Its name; in reasons <c>list:NAME</c>.</param>
/// <param name="Kind">What being on it means.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Entries">How many it has; those that expired count until they are cleared away.</param>
/// <param name="Field">What it is compared with; null for a plain list.</param>
public sealed record ListView(string Name, ListKind Kind, string Description, long Entries, ListField? Field = null);

/// <summary>A tenant's lists, by name.</summary>
/// <param name="Lists">All of them.</param>
/// <param name="Entries">How many entries they have together.</param>
/// <param name="MostEntries">How many they may have together.</param>
public sealed record ListOverview(IReadOnlyList<ListView> Lists, long Entries, long MostEntries);

/// <summary>A value to put on a list.</summary>
public sealed record NewListEntry
{
    /// <summary>The value, compared letter by letter; 1 to 200 characters.</summary>
    public required string Value { get; init; }

    /// <summary>When it stops to count, UTC, in whole seconds; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Why it is there, in the reasons of decisions; at most 200 characters.</summary>
    public string? Reason { get; init; }
}

/// <summary>Values to put on a list together; those that are there are replaced.</summary>
/// <param name="Entries">1 to 10000, each value once.</param>
public sealed record NewListEntries(IReadOnlyList<NewListEntry> Entries);

/// <summary>Values to take off a list together; those that are not there are passed over.</summary>
/// <param name="Values">1 to 10000.</param>
public sealed record RemovedListValues(IReadOnlyList<string> Values);

/// <summary>What a change did.</summary>
/// <param name="Changed">Entries added or removed; those that were only replaced do not count.</param>
/// <param name="Entries">How many the list has now.</param>
public sealed record ListChange(long Changed, long Entries);

/// <summary>A value on a list.</summary>
public sealed record ListEntry
{
    /// <summary>The value.</summary>
    public required string Value { get; init; }

    /// <summary>When it stops to count, UTC; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Why it is there; null when not said.</summary>
    public string? Reason { get; init; }

    /// <summary>Who put it there last.</summary>
    public required string AddedBy { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset AddedAt { get; init; }
}

/// <summary>A page of a list, by value.</summary>
/// <param name="Items">The entries.</param>
/// <param name="Next">Pass it as <c>after</c> to get the next page; null on the last one.</param>
public sealed record ListEntryPage(IReadOnlyList<ListEntry> Items, string? Next = null);

/// <summary>What an event found in lists; with it the decision can be made again when they have changed.</summary>
/// <param name="Hits">Lists that apply by themselves, the one that decides first.</param>
/// <param name="Members">What rules asked for and found.</param>
public sealed record ListEvidence(IReadOnlyList<ListHit> Hits, IReadOnlyList<ListMember> Members);

/// <summary>A field of an event was on a list.</summary>
/// <param name="List">The list.</param>
/// <param name="Kind">What it meant then.</param>
/// <param name="Field">Which field.</param>
/// <param name="Value">Its value.</param>
public sealed record ListHit(string List, ListKind Kind, ListField Field, string Value)
{
    /// <summary>What the list was for then.</summary>
    public required string Description { get; init; }

    /// <summary>Why the value was there; null when not said.</summary>
    public string? Reason { get; init; }
}

/// <summary>A value that a rule asked a list for, and that was there.</summary>
/// <param name="List">The list.</param>
/// <param name="Value">The value.</param>
public sealed record ListMember(string List, string Value);
