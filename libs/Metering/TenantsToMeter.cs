using System.Collections.Concurrent;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Postgres;

namespace Platform.Metering;

/// <summary>The tenants that used something since they were metered last; as many as tenants that send.</summary>
/// <param name="database">Knows all tenants.</param>
/// <param name="directory">Knows those that are gone: to open a connection as one of them would make its schema again.</param>
public sealed class TenantsToMeter(TenantDatabase database, TenantDirectory directory)
{
    private readonly ConcurrentDictionary<TenantId, bool> busy = new();
    private bool looked;

    /// <summary>Notes that a tenant used something.</summary>
    /// <param name="tenant">Who.</param>
    public void Add(TenantId tenant) => busy[tenant] = true;

    /// <summary>Notes all tenants, the first time that it succeeds: a crash may have left usage of anyone.</summary>
    internal async Task AddAllOnceAsync(CancellationToken ct)
    {
        if (looked) return;
        foreach (var tenant in await database.TenantsAsync(ct)) Add(tenant);
        looked = true;
    }

    /// <summary>Takes the tenants out.</summary>
    internal IReadOnlyList<TenantId> Take() =>
        [.. busy.Keys.Where(tenant => busy.TryRemove(tenant, out _) && directory.StandingOf(tenant) is not Standing.Gone)];
}
