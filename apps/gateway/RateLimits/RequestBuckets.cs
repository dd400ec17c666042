using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>Token buckets of tenants and of keys, as large as this replica's shares. A new limit makes a new bucket.</summary>
internal sealed class RequestBuckets(IOptions<GatewayOptions> options, TenantDirectory directory, TimeProvider time)
{
    // The most that a replica tells of; what is not told has an equal part of its limit, so nothing is let through twice for it.
    private const int MostTold = 1_000;
    private readonly ConcurrentDictionary<BucketName, TokenBucket> buckets = new();
    private volatile LimitView view = LimitView.Alone;
    private long measuredAt = time.GetTimestamp();

    /// <summary>The bucket of a tenant, as large as the registry says, or as the settings say for all.</summary>
    public TokenBucket OfTenant(TenantId tenant)
    {
        var quotas = directory.Find(tenant)?.Quotas;
        var (perSecond, burst) = quotas?.RequestsPerSecond is { } own
            ? (own, quotas.Burst ?? 2 * own)
            : (options.Value.TenantRequestsPerSecond, quotas?.Burst ?? options.Value.TenantBurst);
        return Of(new(tenant, "", perSecond, burst));
    }

    /// <summary>The bucket of an API key.</summary>
    public TokenBucket OfKey(TenantId tenant, string key) =>
        Of(new(tenant, key, options.Value.KeyRequestsPerSecond, options.Value.KeyBurst));

    /// <summary>Requests per second by bucket since the last call, without little demand. What nobody asks for is forgotten.</summary>
    public IReadOnlyDictionary<string, double> Measure()
    {
        var now = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(measuredAt, now);
        measuredAt = now;
        var told = new List<(string Id, double Demand, double OfLimit)>();
        foreach (var (name, bucket) in buckets)
        {
            var demand = bucket.Measure(elapsed);
            if (bucket.IsIdle) buckets.TryRemove(name, out _);
            if (demand >= name.PerSecond * view.Least) told.Add((name.Id, demand, demand / name.PerSecond));
        }

        // While a limit changes there are two buckets of one id.
        return told.OrderByDescending(each => each.OfLimit).Take(MostTold).GroupBy(each => each.Id, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(each => each.Demand), StringComparer.Ordinal);
    }

    /// <summary>Makes each bucket as large as this replica's share.</summary>
    public void Use(LimitView latest)
    {
        view = latest;
        foreach (var (name, bucket) in buckets) bucket.Use(latest.ShareOf(name));
    }

    private TokenBucket Of(BucketName name) => buckets.TryGetValue(name, out var bucket)
        ? bucket
        : buckets.GetOrAdd(name, new TokenBucket(name, view.ShareOf(name), time));
}

/// <summary>Whose bucket it is and how large it is on all replicas together.</summary>
internal readonly record struct BucketName(TenantId Tenant, string Key, int PerSecond, int Burst)
{
    /// <summary>How replicas call it among each other, whatever its limits.</summary>
    public string Id => Key is "" ? Tenant.ToString() : $"{Tenant}|{Key}";
}
