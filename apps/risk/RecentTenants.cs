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
    private long forgotten;

    /// <summary>Counts what was forgotten: whoever reads takes it before, and gives it to <see cref="Set"/> after.</summary>
    public long Forgotten
    {
        get
        {
            lock (turn) return forgotten;
        }
    }

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

    /// <summary>What is held of a tenant, made when nothing is.</summary>
    public T GetOrAdd(TenantId tenant, Func<T> make)
    {
        lock (turn)
        {
            if (Find(tenant) is { } found) return found;

            var made = make();
            Set(tenant, made);
            return made;
        }
    }

    /// <summary>What is held of a tenant, or of all of them; that is no use of it.</summary>
    public IReadOnlyList<T> Of(TenantId? tenant)
    {
        lock (turn)
        {
            if (tenant is not { } one) return [.. held.Values.Select(each => each.Value)];
            return held.TryGetValue(one, out var found) ? [found.Value] : [];
        }
    }

    /// <summary>Holds something of a tenant, in place of what there was.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="value">What.</param>
    /// <param name="asOf">What had been forgotten when it was read: when more has been since, it may be old and is not held.</param>
    public void Set(TenantId tenant, T value, long? asOf = null)
    {
        lock (turn)
        {
            if (asOf is { } before && before != forgotten) return;

            held[tenant] = (value, ++uses);
            if (held.Count > most) held.Remove(held.MinBy(each => each.Value.Used).Key);
        }
    }

    /// <summary>Forgets a tenant, or all of them.</summary>
    public void Forget(TenantId? tenant)
    {
        lock (turn)
        {
            forgotten++;
            if (tenant is { } one) held.Remove(one);
            else held.Clear();
        }
    }
}
