using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Risk.RuleLanguage;
using Platform.Scoring;

namespace Platform.Risk.Rules;

/// <summary>The rules of each tenant, compiled: its own, or those that ship.</summary>
/// <remarks>Whatever decides is kept as text first, so every decision can be repeated with the rules that it names.</remarks>
internal sealed partial class RulesInForce(
    RuleStore store, CurrentRules shipped, TransactionFeatures features, IOptions<RiskOptions> options, ILogger<RulesInForce> logger)
    : IHoldForTenants
{
    private readonly RecentTenants<Held> held = new(options.Value.MostTenants);

    /// <summary>The rules in force; from memory unless they changed.</summary>
    public async ValueTask<RuleSet> OfAsync(TenantId tenant, CancellationToken ct)
    {
        var asOf = held.Forgotten;
        if (held.Find(tenant)?.Rules(shipped.Value) is { } inForce) return inForce;

        var own = await store.ActiveAsync(tenant, ct) is { } text ? Read(tenant, text) : null;
        var rules = own ?? shipped.Value;
        await store.KeepAsync(tenant, rules.Version, rules.Text, ct);
        // When something changed during the reading, what was read serves this once.
        held.Set(tenant, new(own, rules.Version), asOf);
        return rules;
    }

    /// <summary>Whether these are the rules that ship.</summary>
    public bool IsShipped(RuleSet rules) => rules.Version == shipped.Value.Version;

    /// <summary>Reads a tenant's rules again at its next event, or those of all tenants.</summary>
    public void Forget(TenantId? tenant) => held.Forget(tenant);

    // Sound when it was saved; only an upgrade that takes a name out of the language can make it wrong.
    private RuleSet? Read(TenantId tenant, string text)
    {
        try
        {
            return RuleFile.Parse(features, ("active", text));
        }
        catch (RuleSyntaxException wrong)
        {
            LogUnreadable(tenant, wrong.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Error, "The rules of tenant {Tenant} cannot be read any more, so the rules that ship decide: {Problem}")]
    private partial void LogUnreadable(TenantId tenant, string problem);

    /// <param name="Own">Null for the rules that ship.</param>
    /// <param name="Kept">The version that is kept as text.</param>
    private sealed record Held(RuleSet? Own, string Kept)
    {
        public RuleSet? Rules(RuleSet shipped) => (Own ?? shipped) is var rules && rules.Version == Kept ? rules : null;
    }
}
