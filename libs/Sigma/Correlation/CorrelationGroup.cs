using System.Globalization;
using Platform.Sigma.Reading;

namespace Platform.Sigma;

/// <summary>The events of one group of a correlation, in order of their time.</summary>
/// <remarks>
/// An event fires it when the condition holds for the events of some timespan that ends with it or, for a late one, with a later event up
/// to a timespan after it. Then these events are used up: the next time takes new ones.
/// </remarks>
internal sealed class CorrelationGroup(CorrelationPart part, EventGroup own)
{
    private readonly List<CorrelatedEvent> waiting = [];
    private readonly Dictionary<string, (DateTimeOffset Time, SigmaMatch? Fired)> used = new(StringComparer.Ordinal);
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private DateTimeOffset latest;

    public CorrelationPart Part => part;

    public string Key => own.Key;

    /// <summary>Events that are remembered, used up ones as well.</summary>
    public int Count => 1 + waiting.Count + used.Count;

    private SigmaCorrelation Correlation => part.Correlation;

    /// <summary>Takes an event in. O(n) for one that comes in order, O(n²) for a late one; n is at most 500.</summary>
    public SigmaMatch? Add(CorrelatedEvent added)
    {
        if (used.TryGetValue(added.Id, out var before)) return before.Fired;
        if (added.Time < Earlier(latest, 1) || !known.Add(added.Id)) return null;

        if (added.Time > latest) latest = added.Time;
        var at = waiting.FindLastIndex(each => each.Time <= added.Time) + 1;
        waiting.Insert(at, added);
        Forget();
        return Fire(added);
    }

    private SigmaMatch? Fire(CorrelatedEvent added)
    {
        for (var end = waiting.IndexOf(added); end >= 0 && end < waiting.Count; end++)
        {
            // Events of the same time belong together, whichever came first.
            if (end + 1 < waiting.Count && waiting[end + 1].Time == waiting[end].Time) continue;
            if (waiting[end].Time - added.Time > Correlation.Timespan) return null;

            var start = waiting.FindIndex(each => each.Time >= Earlier(waiting[end].Time, 1));
            var window = waiting.GetRange(start, end + 1 - start);
            if (CountIn(window) is not { } count) continue;

            waiting.RemoveRange(start, window.Count);
            return UseUp(window, added, count);
        }

        return null;
    }

    // The count that makes the condition hold; null when it does not.
    private int? CountIn(List<CorrelatedEvent> window)
    {
        var all = (1 << Correlation.Rules.Count) - 1;
        return Correlation.Type switch
        {
            CorrelationType.EventCount => Held(window.Count),
            CorrelationType.ValueCount => Held(window.DistinctBy(each => each.Value).Count()),
            CorrelationType.Temporal => window.Aggregate(0, (seen, each) => seen | each.Rules) == all ? window.Count : null,
            _ => Steps(window) == Correlation.Rules.Count ? window.Count : null,
        };
    }

    private int? Held(int count) => Correlation.Range.Holds(count) ? count : null;

    // The earliest event of each rule leaves most room for the next one; one event is one step.
    private static int Steps(List<CorrelatedEvent> window) =>
        window.Aggregate(0, (step, each) => (each.Rules >> step & 1) == 1 ? step + 1 : step);

    private SigmaMatch UseUp(List<CorrelatedEvent> window, CorrelatedEvent added, int count)
    {
        var named = Correlation.GroupBy.Zip(own.Shown, (field, text) => new SigmaEvidence(field, text));
        var counted = Correlation.Field is { } field ? $"different values of {field}" : "events";
        var match = new SigmaMatch(part.Rule, [.. named, new(counted, count.ToString(CultureInfo.InvariantCulture))]);
        foreach (var each in window) used[each.Id] = (each.Time, each == added ? match : null);
        return match;
    }

    // What is two timespans old no event that still counts can reach.
    private void Forget()
    {
        var horizon = Earlier(latest, 2);
        var old = waiting.TakeWhile((each, i) => each.Time < horizon || waiting.Count - i > CorrelationReader.MostCounted).Count();
        foreach (var each in waiting.GetRange(0, old)) known.Remove(each.Id);
        waiting.RemoveRange(0, old);
        if (used.Count <= CorrelationReader.MostCounted) return;

        foreach (var (id, _) in used.OrderBy(each => each.Value.Time).Take(used.Count / 2).ToList())
        {
            used.Remove(id);
            known.Remove(id);
        }
    }

    private DateTimeOffset Earlier(DateTimeOffset time, int timespans) =>
        time - DateTimeOffset.MinValue > timespans * Correlation.Timespan
            ? time - timespans * Correlation.Timespan
            : DateTimeOffset.MinValue;
}
