using System.Collections.Concurrent;
using Platform.Contracts;

namespace Platform.Ingest.Metering;

/// <summary>The tenants that sent something since they were metered last; as many as tenants that send.</summary>
internal sealed class TenantsToMeter
{
    private readonly ConcurrentDictionary<TenantId, bool> busy = new();

    /// <summary>Notes that a tenant's events were accepted.</summary>
    public void Add(TenantId tenant) => busy[tenant] = true;

    /// <summary>Takes the tenants out.</summary>
    public IReadOnlyList<TenantId> Take() => [.. busy.Keys.Where(tenant => busy.TryRemove(tenant, out _))];
}
