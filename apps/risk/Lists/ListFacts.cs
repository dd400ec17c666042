using Platform.Contracts;

namespace Platform.Risk.Lists;

/// <summary>What lists say of one event: an input of its decision, as its features are.</summary>
internal interface IListFacts
{
    /// <summary>Lists that apply by themselves, the one that decides first.</summary>
    IReadOnlyList<ListHit> Hits { get; }

    /// <summary>Whether a value is on a list.</summary>
    bool Holds(string list, string value);
}

/// <summary>The lists as they are; keeps what was found, so that the decision can be made again. Used again for every event.</summary>
internal sealed class LiveFacts(TenantLists lists, uint at) : IListFacts
{
    private List<ListMember>? members;

    public IReadOnlyList<ListHit> Hits { get; private set; } = [];

    /// <summary>What was found since the last <see cref="GoTo"/>; null for nothing.</summary>
    public ListEvidence? Found => Hits.Count == 0 && members is null ? null : new(Hits, members ?? []);

    /// <summary>Goes to another event.</summary>
    public void GoTo(IReadOnlyList<ListHit>? hits) => (Hits, members) = (hits ?? [], null);

    /// <summary>The second at which entries are asked whether they count: that of the decision.</summary>
    public static uint SecondOf(DateTimeOffset decidedAt) => (uint)Math.Clamp(decidedAt.ToUnixTimeSeconds(), 1, uint.MaxValue - 1);

    public bool Holds(string list, string value)
    {
        if (!lists.Holds(list, value, at)) return false;

        var member = new ListMember(list, value);
        if (members?.Contains(member) is not true) (members ??= []).Add(member);
        return true;
    }
}

/// <summary>What lists said then, as it was kept with the decision.</summary>
internal sealed class KeptFacts(ListEvidence? kept) : IListFacts
{
    public static readonly KeptFacts None = new(null);

    public IReadOnlyList<ListHit> Hits => kept?.Hits ?? [];

    public bool Holds(string list, string value) => kept is not null && kept.Members.Contains(new(list, value));
}
