namespace Platform.Sigma;

/// <summary>What events of rules have to do with each other.</summary>
public enum CorrelationType
{
    /// <summary>So many events.</summary>
    EventCount,

    /// <summary>Events with so many different values of a field.</summary>
    ValueCount,

    /// <summary>Events of each of the rules, in any order.</summary>
    Temporal,

    /// <summary>Events of each of the rules, in their order.</summary>
    TemporalOrdered,
}

/// <summary>When a rule fires that looks at the matches of other rules.</summary>
public sealed class SigmaCorrelation
{
    internal SigmaCorrelation(CountRange range) => Range = range;

    /// <summary>What is looked for.</summary>
    public required CorrelationType Type { get; init; }

    /// <summary>Ids or names of the rules whose events it looks at, 1 to 16.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>Fields by whose values events are told apart; an event without one of them does not count.</summary>
    public required IReadOnlyList<string> GroupBy { get; init; }

    /// <summary>How far the first and the last event may be apart; up to 30 days.</summary>
    public required TimeSpan Timespan { get; init; }

    /// <summary>The field whose values are counted; null unless values are.</summary>
    public string? Field { get; init; }

    /// <summary>Whether the rules also fire by themselves.</summary>
    public bool Generate { get; init; }

    /// <summary>Names in <see cref="GroupBy"/> and <see cref="Field"/> that stand for another field in each rule.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Aliases { get; init; }

    internal CountRange Range { get; }

    // By the id or the name that the alias knows the rule by.
    internal string FieldIn(SigmaRule rule, string field)
    {
        if (!Aliases.TryGetValue(field, out var byRule)) return field;
        if (rule.Name is { } name && byRule.TryGetValue(name, out var own)) return own;
        return rule.Id is { } id && byRule.TryGetValue(id, out own) ? own : field;
    }
}

/// <summary>The counts for which a condition holds, both ends included.</summary>
internal readonly record struct CountRange(int Least, int Most)
{
    public bool Holds(int count) => count >= Least && count <= Most;
}
