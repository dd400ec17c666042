using System.Collections.Concurrent;
using Platform.Contracts;

namespace Platform.Gateway;

/// <summary>Requests by tenant since they were taken out last; as many entries as tenants that send.</summary>
internal sealed class RequestCounts
{
    private readonly ConcurrentDictionary<TenantId, long> counts = new();

    public void Add(TenantId tenant) => counts.AddOrUpdate(tenant, 1, static (_, count) => count + 1);

    /// <summary>Takes the counts of some tenants out; each request is in one answer.</summary>
    public IReadOnlyList<(TenantId Tenant, long Count)> Take(int most)
    {
        var taken = new List<(TenantId, long)>();
        foreach (var tenant in counts.Keys.Take(most))
        {
            if (counts.TryRemove(tenant, out var count)) taken.Add((tenant, count));
        }

        return taken;
    }
}
