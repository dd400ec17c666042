using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Sigma;

namespace Platform.Risk.Security;

/// <summary>What correlations remember of each tenant's events, in memory: it begins anew with the process and changed rules.</summary>
internal sealed class CorrelateEvents(IOptions<RiskOptions> options)
{
    private readonly Lock turn = new();
    private readonly RecentTenants<Memory> memories = new(options.Value.MostTenants);

    /// <summary>The matches to tell: those of rules that stand for themselves, then the correlations that fire.</summary>
    public IReadOnlyList<SigmaMatch> Handle(TenantId tenant, SigmaRuleSet rules, SecurityEvent e)
    {
        var sigmaEvent = SigmaEvents.Of(e);
        var matches = rules.Match(sigmaEvent);
        if (matches.Count == 0) return matches;

        var memory = MemoryOf(tenant, rules);
        var alone = matches.Where(match => rules.IsAlone(match.Rule));
        lock (memory) return [.. alone, .. memory.Correlator.Add(e.Id, e.Time, sigmaEvent, matches)];
    }

    private Memory MemoryOf(TenantId tenant, SigmaRuleSet rules)
    {
        lock (turn)
        {
            if (memories.Find(tenant) is { } known && known.Rules == rules) return known;

            var memory = new Memory(rules, new(rules));
            memories.Set(tenant, memory);
            return memory;
        }
    }

    private sealed record Memory(SigmaRuleSet Rules, SigmaCorrelator Correlator);
}
