using System.Collections.Concurrent;
using Platform.Contracts;

namespace Platform.Risk.Metering;

/// <summary>The tenants whose log grew since they were metered last; as many as tenants that send.</summary>
internal sealed class TenantsToMeter
{
    private readonly ConcurrentDictionary<TenantId, bool> grown = new();

    /// <summary>Notes that a tenant's log grew.</summary>
    public void Add(TenantId tenant) => grown[tenant] = true;

    /// <summary>Takes the tenants out.</summary>
    public IReadOnlyList<TenantId> Take() => [.. grown.Keys.Where(tenant => grown.TryRemove(tenant, out _))];
}
