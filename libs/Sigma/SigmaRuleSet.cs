using System.Numerics;
using Platform.Sigma.Matching;

namespace Platform.Sigma;

/// <summary>Many rules, arranged so that an event is tried with few of them.</summary>
/// <remarks>
/// Rules are grouped by log source, and in each group found by literals that they need (<see cref="Matching.RuleGroup"/>). What is found
/// is then tried in full, so the index decides how long it takes and nothing else. Safe for any number of threads.
/// </remarks>
public sealed class SigmaRuleSet
{
    private const int BitsOfWord = 64;
    private const int WordsOnStack = 256;

    private readonly RuleGroup[] groups;
    private readonly Dictionary<SigmaRule, List<CorrelationPart>> parts;

    /// <summary>Arranges rules.</summary>
    /// <param name="rules">They; matches come in this order.</param>
    public SigmaRuleSet(IReadOnlyList<SigmaRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        Rules = rules;
        parts = CorrelationParts.Of(rules, out var unresolved);
        Unresolved = unresolved;
        groups = [.. rules.Index().Where(rule => rule.Item.Correlation is null)
            .GroupBy(rule => rule.Item.LogSource, (source, own) => new RuleGroup(source, [.. own]))];
    }

    /// <summary>The rules, in the order given.</summary>
    public IReadOnlyList<SigmaRule> Rules { get; }

    /// <summary>What correlations look for and is no rule of the set, in sentences; those correlations never fire.</summary>
    public IReadOnlyList<string> Unresolved { get; }

    /// <summary>Whether a rule fires by itself, and is not there for correlations alone.</summary>
    /// <param name="rule">A rule of the set.</param>
    /// <returns>False when correlations look at it and none of them says <c>generate</c>.</returns>
    public bool IsAlone(SigmaRule rule) => PartsOf(rule) is var own && (own.Count == 0 || own.Any(part => part.Correlation.Generate));

    internal IReadOnlyList<CorrelationPart> PartsOf(SigmaRule rule) => parts.TryGetValue(rule, out var own) ? own : [];

    /// <summary>The rules that fire for an event.</summary>
    /// <param name="sigmaEvent">It.</param>
    /// <returns>They, in the order of the set, each with what made it fire.</returns>
    public IReadOnlyList<SigmaMatch> Match(SigmaEvent sigmaEvent)
    {
        ArgumentNullException.ThrowIfNull(sigmaEvent);
        var words = (Rules.Count + BitsOfWord - 1) / BitsOfWord;
        var candidates = words <= WordsOnStack ? stackalloc ulong[words] : new ulong[words];
        candidates.Clear();
        foreach (var group in groups)
        {
            if (sigmaEvent.IsFrom(group.Source)) group.Find(sigmaEvent, candidates);
        }

        return Tried(sigmaEvent, candidates);
    }

    private List<SigmaMatch> Tried(SigmaEvent sigmaEvent, Span<ulong> candidates)
    {
        var matches = new List<SigmaMatch>();
        for (var word = 0; word < candidates.Length; word++)
        {
            for (var bits = candidates[word]; bits != 0; bits &= bits - 1)
            {
                var rule = Rules[word * BitsOfWord + BitOperations.TrailingZeroCount(bits)];
                if (rule.MatchFields(sigmaEvent) is { } match) matches.Add(match);
            }
        }

        return matches;
    }
}
