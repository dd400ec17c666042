using Platform.Contracts;
using Platform.Risk.RuleLanguage;

namespace Platform.Risk.Scoring;

/// <summary>What a score and the rules behind it lead to.</summary>
internal static class Verdicts
{
    /// <summary>What the score says, or more when a rule that fired insists on it.</summary>
    /// <param name="score">0 to 1.</param>
    /// <param name="pieces">Evidence of each rule in order, above 0 for those that fired; what follows is not looked at.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="options">Thresholds.</param>
    public static Verdict Of(double score, ReadOnlySpan<double> pieces, RuleSet rules, ScoringOptions options)
    {
        var verdict = score >= options.BlockFrom ? Verdict.Block : score >= options.ReviewFrom ? Verdict.Review : Verdict.Allow;
        for (var i = 0; i < rules.Rules.Count; i++)
        {
            if (pieces[i] > 0 && rules.Rules[i].Verdict > verdict) verdict = rules.Rules[i].Verdict;
        }

        return verdict;
    }

    /// <summary>The verdict after the lists that an event is on: block over allow over watch, whatever came before.</summary>
    /// <param name="verdict">By score and rules.</param>
    /// <param name="hits">The one that decides first.</param>
    public static Verdict After(Verdict verdict, IReadOnlyList<ListHit> hits) => hits is [var first, ..]
        ? first.Kind switch
        {
            ListKind.Block => Verdict.Block,
            ListKind.Allow => Verdict.Allow,
            _ => verdict < Verdict.Review ? Verdict.Review : verdict,
        }
        : verdict;
}
