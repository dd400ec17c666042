using Platform.Contracts;

namespace Platform.Risk.Rules;

/// <summary>Puts rules in force that were activated at any replica.</summary>
internal sealed class WatchRules(RuleStore store, RulesInForce rules) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var tenant in store.ChangesAsync(stoppingToken))
            rules.Forget(TenantId.TryCreate(tenant, out var one) ? one : null);
    }
}
