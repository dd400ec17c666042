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
        if (known.InForce is { } inForce) return inForce;

        // Taken before the reading: a change during it is read at the next event.
        var changes = known.Changes;
        var lists = await read.HandleAsync(tenant, known.Lists, ct);
        known.Set(lists, changes);
        return lists;
    }

    /// <summary>Whether the lists in force are in memory.</summary>
    public bool Holds(TenantId tenant) => held.Find(tenant)?.InForce is not null;

    /// <summary>Reads what changed in a tenant's lists at its next event, or in those of all tenants.</summary>
    public void Forget(TenantId? tenant)
    {
        foreach (var changed in held.Of(tenant)) changed.Change();
    }

    // Two readers at once may both read; each gets what is in force, and what was read after more changes stays.
    private sealed class Held
    {
        private readonly Lock turn = new();
        private TenantLists? lists;
        private long changes;
        private long read;

        public TenantLists? Lists { get { lock (turn) return lists; } }

        public long Changes { get { lock (turn) return changes; } }

        public TenantLists? InForce { get { lock (turn) return read == changes ? lists : null; } }

        public void Change()
        {
            lock (turn) changes++;
        }

        public void Set(TenantLists now, long asOf)
        {
            lock (turn)
            {
                if (lists is null || asOf >= read) (lists, read) = (now, asOf);
            }
        }
    }
}
