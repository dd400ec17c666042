namespace Platform.Sigma;

/// <summary>Remembers which events rules matched and tells when correlations fire. State of one tenant; not for several threads.</summary>
/// <remarks>
/// Only events that a rule matched are looked at. Of a group at most 500 events are remembered, of all groups 50,000: the group that was
/// not added to for longest goes first. Our own (ADR 0028), by the correlation rules of Sigma's specification 2.1.
/// </remarks>
public sealed class SigmaCorrelator
{
    private const int MostEvents = 50_000;
    private readonly SigmaRuleSet set;
    private readonly Dictionary<(SigmaRule Rule, string Key), LinkedListNode<CorrelationGroup>> groups = [];
    private readonly LinkedList<CorrelationGroup> byUse = new();
    private int events;

    /// <summary>Begins with nothing remembered.</summary>
    /// <param name="set">The rules and correlations.</param>
    public SigmaCorrelator(SigmaRuleSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        this.set = set;
    }

    /// <summary>The rules and correlations.</summary>
    public SigmaRuleSet Rules => set;

    /// <summary>Groups that are remembered.</summary>
    public int Groups => groups.Count;

    /// <summary>Takes in an event that rules matched.</summary>
    /// <param name="id">The event's id; one that is known counts once, and what it made fire is told again.</param>
    /// <param name="time">When it happened; up to one timespan before the latest of its group it still counts.</param>
    /// <param name="sigmaEvent">The event.</param>
    /// <param name="matches">The rules that match it.</param>
    /// <returns>The correlations that fire by it, each with its group and its count.</returns>
    public IReadOnlyList<SigmaMatch> Add(string id, DateTimeOffset time, SigmaEvent sigmaEvent, IReadOnlyList<SigmaMatch> matches)
    {
        ArgumentNullException.ThrowIfNull(sigmaEvent);
        ArgumentNullException.ThrowIfNull(matches);
        var fired = new List<SigmaMatch>();
        var places = matches
            .SelectMany(match => set.PartsOf(match.Rule), (match, part) => (Part: part, Group: part.GroupOf(match.Rule, sigmaEvent)))
            .Where(each => each.Group is not null)
            .GroupBy(each => (each.Part.Rule, each.Group?.Key, each.Group?.Counted));
        foreach (var same in places)
        {
            var (part, own) = same.First();
            if (own is null) continue;

            var group = Touch(part, own);
            events -= group.Count;
            var rulesOf = same.Aggregate(0, (mask, each) => mask | each.Part.Bit);
            if (group.Add(new(id, time, rulesOf, own.Counted)) is { } match) fired.Add(match);
            events += group.Count;
        }

        while (events > MostEvents && byUse.First is { } oldest) Forget(oldest);
        return fired;
    }

    private CorrelationGroup Touch(CorrelationPart part, EventGroup own)
    {
        if (groups.TryGetValue((part.Rule, own.Key), out var node))
        {
            byUse.Remove(node);
        }
        else
        {
            groups[(part.Rule, own.Key)] = node = new(new(part, own));
            events += node.Value.Count;
        }

        byUse.AddLast(node);
        return node.Value;
    }

    private void Forget(LinkedListNode<CorrelationGroup> group)
    {
        byUse.Remove(group);
        groups.Remove((group.Value.Part.Rule, group.Value.Key));
        events -= group.Value.Count;
    }
}
