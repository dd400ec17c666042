namespace Platform.Sigma;

/// <summary>Finds the rules that correlations name.</summary>
internal static class CorrelationParts
{
    public static Dictionary<SigmaRule, List<CorrelationPart>> Of(IReadOnlyList<SigmaRule> rules, out IReadOnlyList<string> unresolved)
    {
        var parts = new Dictionary<SigmaRule, List<CorrelationPart>>();
        var missing = new List<string>();
        var byName = rules.Where(rule => rule.Correlation is null)
            .SelectMany(rule => new[] { rule.Id, rule.Name }.OfType<string>().Distinct(), (rule, name) => (name, rule))
            .ToLookup(each => each.name, each => each.rule, StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            if (rule.Correlation is not { } correlation) continue;

            var stray = correlation.Rules.Where(name => !byName.Contains(name)).ToList();
            missing.AddRange(stray.Select(name => $"The correlation '{rule.Title}' looks at '{name}', which is no rule with a detection."));
            if (stray.Count == 0) Add(parts, rule, correlation, byName);
        }

        unresolved = missing;
        return parts;
    }

    private static void Add(
        Dictionary<SigmaRule, List<CorrelationPart>> parts, SigmaRule rule, SigmaCorrelation correlation, ILookup<string, SigmaRule> byName)
    {
        foreach (var (place, name) in correlation.Rules.Index())
        {
            foreach (var seen in byName[name])
            {
                if (!parts.TryGetValue(seen, out var own)) parts[seen] = own = [];
                own.Add(new(rule, correlation, 1 << place));
            }
        }
    }
}
