using Microsoft.Extensions.Options;
using Platform.Contracts;

namespace Platform.Risk.Lists;

/// <summary>The lists of each tenant in memory, of at most <see cref="RiskOptions.MostTenants"/> tenants.</summary>
internal sealed class ListsInForce(ReadLists read, IOptions<RiskOptions> options) : IHoldForTenants
{
    private readonly RecentTenants<Held> held = new(options.Value.MostTenants);

    /// <summary>The lists in force; from memory unless they changed, and then only the changes are read.</summary>
    public async ValueTask<TenantLists> OfAsync(TenantId tenant, CancellationToken ct)
    {
        var known = held.GetOrAdd(tenant, () => new());
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
    public void Forget(TenantId? tenant)
    {
        foreach (var changed in held.Of(tenant)) changed.IsStale = true;
    }

    // Two readers at once may both read; each gets what is in force, and the later one stays.
    private sealed class Held
    {
        private volatile TenantLists? lists;
        private volatile bool isStale = true;

        public TenantLists? Lists { get => lists; set => lists = value; }

        public bool IsStale { get => isStale; set => isStale = value; }
    }
}
