namespace Platform.Sigma.Matching;

/// <summary>All literals that rules need of one field, looked for in a value at once.</summary>
internal sealed class FieldLiterals
{
    private readonly Dictionary<string, int[]> whole;
    private readonly GramIndex[] parts;

    public FieldLiterals(IReadOnlyList<(Literal Literal, int Rule)> needs)
    {
        whole = RulesOf(needs.Where(need => need.Literal.IsWhole));
        var within = RulesOf(needs.Where(need => !need.Literal.IsWhole));
        parts = [.. within.GroupBy(part => Math.Min(part.Key.Length, GramIndex.MostLength))
            .Select(part => new GramIndex(part.Key, [.. part]))];
    }

    /// <summary>Sets the bit of each rule one of whose literals is in the value.</summary>
    public void Find(string folded, Span<ulong> candidates)
    {
        if (whole.TryGetValue(folded, out var rules)) Set(candidates, rules);
        foreach (var part in parts) part.Find(folded, candidates);
    }

    public static void Set(Span<ulong> candidates, int rule) => candidates[rule >> 6] |= 1UL << (rule & 63);

    public static void Set(Span<ulong> candidates, int[] rules)
    {
        foreach (var rule in rules) Set(candidates, rule);
    }

    private static Dictionary<string, int[]> RulesOf(IEnumerable<(Literal Literal, int Rule)> needs) =>
        needs.GroupBy(need => need.Literal.Folded, need => need.Rule, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Distinct().ToArray(), StringComparer.Ordinal);
}
