using Microsoft.Extensions.Options;
using Platform.Contracts;

namespace Platform.Risk.Lists;

/// <summary>The lists of each tenant in memory, of at most <see cref="RiskOptions.MostTenants"/> tenants.</summary>
internal sealed class ListsInForce(ReadLists read, IOptions<RiskOptions> options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<TenantId, Held> held = [];
    private long uses;

    /// <summary>The lists in force; from memory unless they changed, and then only the changes are read.</summary>
    public async ValueTask<TenantLists> OfAsync(TenantId tenant, CancellationToken ct)
    {
        var known = Use(tenant);
        if (known is { IsStale: false, Lists: { } inForce }) return inForce;

        // Before the reading: a change during it makes this stale again, and is read at the next event.
        known.IsStale = false;
        var isRead = false;
        try
        {
            var lists = await read.HandleAsync(tenant, known.Lists, ct);
            isRead = true;
            return known.Lists = lists;
        }
        finally
        {
            if (!isRead) known.IsStale = true;
        }
    }

    /// <summary>Reads what changed in a tenant's lists at its next event, or in those of all tenants.</summary>
    public void Changed(TenantId? tenant)
    {
        lock (gate)
        {
            if (tenant is not { } one)
            {
                foreach (var each in held.Values) each.IsStale = true;
            }
            else if (held.TryGetValue(one, out var changed)) changed.IsStale = true;
        }
    }

    private Held Use(TenantId tenant)
    {
        lock (gate)
        {
            if (!held.TryGetValue(tenant, out var known))
            {
                if (held.Count >= options.Value.MostTenants) held.Remove(held.MinBy(other => other.Value.LastUse).Key);
                held[tenant] = known = new();
            }

            known.LastUse = ++uses;
            return known;
        }
    }

    // Two readers at once may both read; each gets what is in force, and the later one stays.
    private sealed class Held
    {
        private volatile TenantLists? lists;
        private volatile bool isStale = true;

        public TenantLists? Lists { get => lists; set => lists = value; }

        public bool IsStale { get => isStale; set => isStale = value; }

        public long LastUse { get; set; }
    }
}
