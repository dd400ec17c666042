namespace Platform.Risk.RuleLanguage;

/// <summary>One named condition, compiled.</summary>
/// <param name="Id">Stable name; the code of its reason.</param>
/// <param name="When">Whether it fires.</param>
/// <param name="Weight">The evidence it gives at full degree, above 0 up to 1.</param>
/// <param name="Degree">How fully it holds when it fires; clipped to 0 to 1, a missing number counts as 0.</param>
/// <param name="Reason">The words.</param>
internal sealed record Rule(string Id, Func<RuleInput, bool> When, double Weight, Func<RuleInput, double> Degree, ReasonTemplate Reason)
{
    /// <summary>Evidence for this event, 0 when the rule does not fire.</summary>
    public double Evidence(RuleInput input)
    {
        if (!When(input)) return 0;

        var degree = Degree(input);
        return degree > 0 ? Weight * Math.Min(degree, 1) : 0;
    }
}

/// <summary>The rules in force together.</summary>
/// <param name="Rules">In the order of their files.</param>
/// <param name="Version">Hash of the text they were read from.</param>
internal sealed record RuleSet(IReadOnlyList<Rule> Rules, string Version);
