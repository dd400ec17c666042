using Platform.Contracts;

namespace Platform.Risk.Models;

/// <summary>Puts ensembles in force that were activated at any replica.</summary>
internal sealed class WatchFraudModels(FraudModelStore store, FraudModels models) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var tenant in store.ChangesAsync(stoppingToken))
            models.Forget(TenantId.TryCreate(tenant, out var one) ? one : null);
    }
}
