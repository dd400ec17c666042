namespace Platform.Sigma.Tests;

/// <summary>Correlation as one would say it: everything is kept, and every window is looked at.</summary>
internal sealed class SlowCorrelator
{
    private readonly Dictionary<string, List<Kept>> groups = [];

    public bool Add(SigmaRule rule, (string Id, DateTimeOffset Time, SigmaEvent Event) e, HashSet<string> matched)
    {
        var correlation = rule.Correlation!;
        if (!correlation.Rules.Any(matched.Contains)) return false;

        var key = string.Join('|', correlation.GroupBy.Select(field => e.Event.Values(field)[0].Text));
        if (!groups.TryGetValue(key, out var all)) groups[key] = all = [];
        if (all.Find(each => each.Id == e.Id) is { } before) return before.Fired;
        if (all.Exists(each => each.Time - e.Time > correlation.Timespan)) return false;

        var value = correlation.Field is { } field ? e.Event.Values(field)[0].Text!.ToUpperInvariant() : "";
        var added = new Kept(e.Id, e.Time, matched, value);
        all.Add(added);
        foreach (var end in all.Where(each => !each.IsUsed && each.Time >= e.Time).Select(each => each.Time).Distinct().Order().ToList())
        {
            var window = all.Where(each => !each.IsUsed && each.Time <= end && each.Time >= end - correlation.Timespan)
                .OrderBy(each => each.Time).ToList();
            if (!window.Contains(added) || !Holds(correlation, window)) continue;

            foreach (var each in window) each.IsUsed = true;
            return added.Fired = true;
        }

        return false;
    }

    private static bool Holds(SigmaCorrelation correlation, List<Kept> window) => correlation.Type switch
    {
        CorrelationType.EventCount => correlation.Range.Holds(window.Count),
        CorrelationType.ValueCount => correlation.Range.Holds(window.Select(each => each.Value).Distinct().Count()),
        CorrelationType.Temporal => correlation.Rules.All(name => window.Exists(each => each.Rules.Contains(name))),
        _ => IsThere(correlation.Rules, window),
    };

    // Tries every choice of an event for the first rule, and the rest after it.
    private static bool IsThere(IEnumerable<string> rules, List<Kept> window) => !rules.Any() || window.Index()
        .Any(each => each.Item.Rules.Contains(rules.First()) && IsThere(rules.Skip(1), window[(each.Index + 1)..]));

    private sealed record Kept(string Id, DateTimeOffset Time, HashSet<string> Rules, string Value)
    {
        public bool IsUsed { get; set; }

        public bool Fired { get; set; }
    }
}
