using Platform.Contracts;

namespace Platform.Risk;

/// <summary>Where something of a tenant's is stored that any replica may change.</summary>
internal interface ITellChanges
{
    /// <summary>Tenants whose part changes, as it does; null: any may have changed.</summary>
    IAsyncEnumerable<string?> ChangesAsync(CancellationToken ct);
}

/// <summary>What is held in memory of it.</summary>
internal interface IHoldForTenants
{
    /// <summary>What is held of a tenant, or of all of them, is read again at the next event.</summary>
    void Forget(TenantId? tenant);
}

/// <summary>Has the memory follow what was changed at any replica.</summary>
internal sealed class WatchChanges<TStore, THeld>(TStore store, THeld held) : BackgroundService
    where TStore : ITellChanges
    where THeld : IHoldForTenants
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var tenant in store.ChangesAsync(stoppingToken))
            held.Forget(TenantId.TryCreate(tenant, out var one) ? one : null);
    }
}
