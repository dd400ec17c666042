namespace Platform.Sigma.Matching;

/// <summary>The rules of one log source, found by the literals that they need.</summary>
internal sealed class RuleGroup
{
    private readonly int[] always;
    private readonly (string Field, FieldLiterals Literals)[] fields;

    public RuleGroup(SigmaLogSource source, IReadOnlyList<(int Index, SigmaRule Rule)> rules)
    {
        Source = source;
        var needs = rules.Select(rule => (rule.Index, Needs: rule.Rule.Detection.Needs())).ToList();
        always = [.. needs.Where(rule => rule.Needs is null).Select(rule => rule.Index)];
        fields = [.. needs
            .SelectMany(rule => rule.Needs?.All.Select(literal => (Literal: literal, rule.Index)) ?? [])
            .GroupBy(each => each.Literal.Field, (field, own) => (field, new FieldLiterals([.. own])))];
    }

    public SigmaLogSource Source { get; }

    /// <summary>Sets the bit of each rule that may fire.</summary>
    public void Find(SigmaEvent sigmaEvent, Span<ulong> candidates)
    {
        foreach (var rule in always) FieldLiterals.Set(candidates, rule);
        foreach (var (field, literals) in fields)
        {
            if (field == Literal.AnyField) FindAnywhere(sigmaEvent, literals, candidates);
            else Find(sigmaEvent.Read(field), literals, candidates);
        }
    }

    private static void FindAnywhere(SigmaEvent sigmaEvent, FieldLiterals literals, Span<ulong> candidates)
    {
        foreach (var values in sigmaEvent.Fields.Values) Find(values, literals, candidates);
    }

    private static void Find(SigmaValue[] values, FieldLiterals literals, Span<ulong> candidates)
    {
        foreach (var value in values)
        {
            if (value.Text is not null) literals.Find(value.Folded, candidates);
        }
    }
}
