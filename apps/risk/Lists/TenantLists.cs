using System.Collections.Frozen;
using Platform.Contracts;

namespace Platform.Risk.Lists;

/// <summary>A list without its entries.</summary>
internal sealed record ListHead(long Id, string Name, ListKind Kind, ListField? Field, string Description);

/// <summary>A list that applies to an event by itself, as the index says.</summary>
/// <param name="Event">Which event of the batch.</param>
/// <param name="List">The list.</param>
/// <param name="Field">The field that it is compared with.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct ListMatch(int Event, ListHead List, ListField Field, string Value);

/// <summary>A tenant's lists at one moment. Never changes, so anyone may read it.</summary>
internal sealed class TenantLists
{
    private static readonly ListField[] fields = Enum.GetValues<ListField>();

    private readonly FrozenDictionary<string, HeldList> byName;
    private readonly HeldList[][] byField;

    public TenantLists(ListPosition position, IEnumerable<(ListHead Head, ListIndex Index)> lists)
    {
        Position = position;
        byName = lists.ToFrozenDictionary(list => list.Head.Name, list => new HeldList(list.Head, list.Index), StringComparer.Ordinal);
        byField = Array.ConvertAll(fields, field => byName.Values.Where(list => list.Head.Field == field).ToArray());
    }

    /// <summary>Of a tenant that was not read yet.</summary>
    public static TenantLists None { get; } = new(default, []);

    /// <summary>Up to which change they are read.</summary>
    public ListPosition Position { get; }

    /// <summary>The entries of each list, by its id.</summary>
    public Dictionary<long, ListIndex> Indexes() => byName.Values.ToDictionary(list => list.Head.Id, list => list.Index);

    /// <summary>What all of it takes in memory.</summary>
    public long Bytes => byName.Values.Sum(list => list.Index.Bytes);

    /// <summary>Whether a value is on a list at a second; a list that there is not has nothing on it. No allocation.</summary>
    public bool Holds(string list, string value, uint at) =>
        byName.TryGetValue(list, out var held) && held.Index.Holds(ListHash.Of(value), at);

    /// <summary>Notes the lists that apply to an event by themselves. No allocation where there are none.</summary>
    public void Match(in Transaction transaction, int number, uint at, ref List<ListMatch>? matches)
    {
        foreach (var field in fields)
        {
            if (byField[(int)field] is not { Length: > 0 } lists || ValueOf(transaction, field) is not { } value) continue;

            var hash = ListHash.Of(value);
            foreach (var list in lists)
            {
                if (list.Index.Holds(hash, at)) (matches ??= []).Add(new(number, list.Head, field, value));
            }
        }
    }

    private static string? ValueOf(in Transaction transaction, ListField field) => field switch
    {
        ListField.Account => transaction.Account,
        ListField.Counterparty => transaction.Counterparty,
        ListField.Device => transaction.Device,
        _ => transaction.Country,
    };

    private sealed record HeldList(ListHead Head, ListIndex Index);
}

/// <summary>How far a tenant's lists were read.</summary>
/// <param name="Generation">Of which tables: a tenant that is erased and comes back begins anew.</param>
/// <param name="Revision">The last change.</param>
internal readonly record struct ListPosition(Guid Generation, long Revision);
