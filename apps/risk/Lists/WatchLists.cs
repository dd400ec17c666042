using Platform.Contracts;

namespace Platform.Risk.Lists;

/// <summary>Learns of lists that were changed at any replica.</summary>
internal sealed class WatchLists(ListStore store, ListsInForce lists) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var tenant in store.ChangesAsync(stoppingToken))
            lists.Changed(TenantId.TryCreate(tenant, out var one) ? one : null);
    }
}
