using System.Collections.Concurrent;
using Platform.Contracts;

namespace Platform.Hosting;

/// <summary>How a tenant stands with the platform right now.</summary>
public enum Standing
{
    /// <summary>It is served.</summary>
    Active,

    /// <summary>The registry has no such tenant.</summary>
    Unknown,

    /// <summary>It is being set up.</summary>
    Onboarding,

    /// <summary>It is out of service for a while.</summary>
    Suspended,

    /// <summary>It is being removed, or gone.</summary>
    Gone,

    /// <summary>The registry has not been read yet.</summary>
    Unread,
}

/// <summary>
/// All tenants as the registry has them, in the memory of every service: it is looked at per request and asked for every two seconds, so
/// no request waits for the registry and none is served on what is older. While the registry is away the last state counts.
/// </summary>
/// <remarks>Safe for several threads. A topic would reach one replica of a service only; see adr/0022.</remarks>
public sealed class TenantDirectory
{
    private const int MaxUsed = 1_000;
    private readonly ConcurrentDictionary<TenantId, DirectoryEntry> tenants = new();
    private readonly ConcurrentDictionary<TenantId, CancellationTokenSource> bars = new();
    private readonly ConcurrentDictionary<(TenantId, string), DateTimeOffset> used = new();
    private readonly bool isRequired;

    /// <summary>Makes an empty one.</summary>
    /// <param name="isRequired">Whether only tenants of the registry are served.</param>
    public TenantDirectory(bool isRequired) => this.isRequired = isRequired;

    /// <summary>The sequence of the registry up to which it is known; 0 for nothing.</summary>
    public long Sequence { get; private set; }

    /// <summary>Whether the registry was read to its end once.</summary>
    public bool IsRead { get; private set; }

    /// <summary>How a tenant stands.</summary>
    /// <param name="tenant">Any tenant.</param>
    /// <returns>Active only for those that may be served.</returns>
    public Standing StandingOf(TenantId tenant)
    {
        if (tenant == TenantId.Operators) return Standing.Active;
        if (Find(tenant) is { } entry) return StandingOf(entry.Status);
        if (!isRequired) return Standing.Active;
        return IsRead ? Standing.Unknown : Standing.Unread;
    }

    /// <summary>What is known of a tenant.</summary>
    /// <param name="tenant">Any tenant.</param>
    /// <returns>Null when the registry has none of that id.</returns>
    public DirectoryEntry? Find(TenantId tenant) => tenants.GetValueOrDefault(tenant);

    /// <summary>
    /// Quotas of which a tenant has used at least 80 %. A month that is over lifts what it used, also while the registry is away.
    /// </summary>
    /// <param name="tenant">Any tenant.</param>
    /// <param name="now">The moment, UTC.</param>
    /// <returns>Empty when there are none, and for a tenant that the registry does not have.</returns>
    public IEnumerable<QuotaUse> UsedQuotas(TenantId tenant, DateTimeOffset now) =>
        Find(tenant)?.UsedQuotas.Where(use => !(use.ResetsAt <= now)) ?? [];

    /// <summary>Ends when the tenant stops being served, for work that outlives a request: live streams.</summary>
    /// <param name="tenant">A tenant.</param>
    /// <returns>A token; also a tenant that is registered only later has one, so that its earlier work ends with it.</returns>
    public CancellationToken Barred(TenantId tenant) => bars.GetOrAdd(tenant, _ => new()).Token;

    /// <summary>Takes in what changed.</summary>
    /// <param name="page">An answer of the registry.</param>
    public void Apply(DirectoryPage page)
    {
        foreach (var entry in page.Entries) Apply(entry);
        (Sequence, IsRead) = (page.Sequence, IsRead || page.IsLast);
    }

    /// <summary>Notes that a key was used; the registry learns of it with the next look.</summary>
    /// <param name="tenant">Whose key.</param>
    /// <param name="keyId">Which one.</param>
    /// <param name="now">When, UTC.</param>
    public void NoteUse(TenantId tenant, string keyId, DateTimeOffset now)
    {
        if (used.Count < MaxUsed) used[(tenant, keyId)] = now;
    }

    /// <summary>Takes out what <see cref="NoteUse"/> noted.</summary>
    /// <returns>The uses since the last call.</returns>
    internal IReadOnlyList<KeyUse> TakeUses()
    {
        var uses = new List<KeyUse>();
        foreach (var ((tenant, id), at) in used)
        {
            if (used.TryRemove(KeyValuePair.Create((tenant, id), at))) uses.Add(new(tenant, id, at));
        }

        return uses;
    }

    private void Apply(DirectoryEntry entry)
    {
        tenants[entry.Tenant] = entry;
        if (StandingOf(entry.Status) is not Standing.Active) bars.GetOrAdd(entry.Tenant, _ => new()).Cancel();
        // Who is served again gets a fresh one; who was never barred keeps the one that streams hold.
        else if (bars.TryGetValue(entry.Tenant, out var bar) && bar.IsCancellationRequested) bars[entry.Tenant] = new();
    }

    private static Standing StandingOf(TenantStatus status) => status switch
    {
        TenantStatus.Active => Standing.Active,
        TenantStatus.Onboarding => Standing.Onboarding,
        TenantStatus.Suspended => Standing.Suspended,
        _ => Standing.Gone,
    };
}
