using Platform.Contracts;

namespace Platform.Risk;

/// <summary>
/// Something for each tenant that was used lately; beyond the most the one not used for longest is forgotten. For many threads.
/// </summary>
internal sealed class RecentTenants<T>(int most)
    where T : class
{
    private readonly Lock turn = new();
    private readonly Dictionary<TenantId, (T Value, long Used)> held = [];
    private long uses;

    /// <summary>What is held of a tenant; null when nothing is.</summary>
    public T? Find(TenantId tenant)
    {
        lock (turn)
        {
            if (!held.TryGetValue(tenant, out var found)) return null;

            held[tenant] = (found.Value, ++uses);
            return found.Value;
        }
    }

    /// <summary>Holds something of a tenant, in place of what there was.</summary>
    public void Set(TenantId tenant, T value)
    {
        lock (turn)
        {
            held[tenant] = (value, ++uses);
            if (held.Count > most) held.Remove(held.MinBy(each => each.Value.Used).Key);
        }
    }

    /// <summary>Forgets a tenant, or all of them.</summary>
    public void Forget(TenantId? tenant)
    {
        lock (turn)
        {
            if (tenant is { } one) held.Remove(one);
            else held.Clear();
        }
    }
}
