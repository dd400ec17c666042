using Platform.Contracts;

namespace Platform.Risk.RuleLanguage;

/// <summary>One named condition, compiled.</summary>
/// <param name="Id">Stable name; the code of its reason.</param>
/// <param name="When">Whether it fires.</param>
/// <param name="Weight">The evidence it gives at full degree, above 0 up to 1.</param>
/// <param name="Degree">How fully it holds when it fires; clipped to 0 to 1, a missing number counts as 0.</param>
/// <param name="Reason">The words.</param>
internal sealed record Rule(string Id, Func<RuleInput, bool> When, double Weight, Func<RuleInput, double> Degree, ReasonTemplate Reason)
{
    /// <summary>The mildest verdict when it fires, whatever the score.</summary>
    public Verdict Verdict { get; init; } = Verdict.Allow;

    /// <summary>The lists that it asks, and where.</summary>
    public IReadOnlyList<ListReference> Lists { get; init; } = [];

    /// <summary>What counts as a repeat of its alerts; null: what usually does.</summary>
    public RuleSuppression? Suppression { get; init; }

    /// <summary>What people want to know of it; nothing depends on it.</summary>
    public RuleCard Card { get; init; } = RuleCard.Empty;

    /// <summary>Evidence for this event, 0 when the rule does not fire.</summary>
    public double Evidence(RuleInput input)
    {
        if (!When(input)) return 0;

        var degree = Degree(input);
        return degree > 0 ? Weight * Math.Min(degree, 1) : 0;
    }
}

/// <summary>A rule asks a list.</summary>
/// <param name="Name">The list.</param>
/// <param name="Place">Where its name stands.</param>
internal sealed record ListReference(string Name, Place Place);

/// <summary>Who answers for a rule, and what it is about.</summary>
/// <param name="Owner">A person or team; null when not said.</param>
/// <param name="Severity">How bad it is when it is right; null when not said.</param>
/// <param name="Attack">Ids of MITRE ATT&amp;CK techniques.</param>
internal sealed record RuleCard(string? Owner, string? Severity, IReadOnlyList<string> Attack)
{
    public static RuleCard Empty { get; } = new(null, null, []);
}

/// <summary>The rules in force together.</summary>
/// <param name="Rules">In the order of their text.</param>
/// <param name="Version">Hash of <paramref name="Text"/>.</param>
/// <param name="Text">What they were read from: the very rules again, whenever they are read from it.</param>
internal sealed record RuleSet(IReadOnlyList<Rule> Rules, string Version, string Text)
{
    /// <summary>For an engine that scores nothing yet.</summary>
    public static RuleSet None { get; } = new([], "none", "");
}
