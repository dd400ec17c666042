using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>Token buckets of tenants and of keys. A new limit makes a new bucket; a full one goes by itself.</summary>
internal sealed class RequestBuckets(IOptions<GatewayOptions> options, TenantDirectory directory) : IDisposable
{
    private readonly PartitionedRateLimiter<BucketName> buckets =
        PartitionedRateLimiter.Create<BucketName, BucketName>(name => RateLimitPartition.GetTokenBucketLimiter(name, LimitsOf));

    /// <summary>The bucket of a tenant, as large as the registry says, or as the settings say for all.</summary>
    public Bucket OfTenant(TenantId tenant)
    {
        var quotas = directory.Find(tenant)?.Quotas;
        var (perSecond, burst) = quotas?.RequestsPerSecond is { } own
            ? (own, quotas.Burst ?? 2 * own)
            : (options.Value.TenantRequestsPerSecond, quotas?.Burst ?? options.Value.TenantBurst);
        return new(buckets, new(tenant, "", perSecond, burst));
    }

    /// <summary>The bucket of an API key.</summary>
    public Bucket OfKey(TenantId tenant, string key) =>
        new(buckets, new(tenant, key, options.Value.KeyRequestsPerSecond, options.Value.KeyBurst));

    public void Dispose() => buckets.Dispose();

    private static TokenBucketRateLimiterOptions LimitsOf(BucketName name)
    {
        const int RefillsPerSecond = 10;
        var isFast = name.PerSecond >= RefillsPerSecond;
        return new()
        {
            TokenLimit = name.Burst,
            TokensPerPeriod = isFast ? name.PerSecond / RefillsPerSecond : 1,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1.0 / (isFast ? RefillsPerSecond : name.PerSecond)),
        };
    }
}

/// <summary>Whose bucket it is and how large.</summary>
internal readonly record struct BucketName(TenantId Tenant, string Key, int PerSecond, int Burst);

/// <summary>One bucket.</summary>
internal readonly struct Bucket(PartitionedRateLimiter<BucketName> buckets, BucketName name)
{
    public int Burst => name.Burst;

    public long Remaining() => buckets.GetStatistics(name)?.CurrentAvailablePermits ?? name.Burst;

    public long SecondsUntilFull(long remaining) => (name.Burst - remaining + name.PerSecond - 1) / name.PerSecond;

    public RateLimitLease Take() => buckets.AttemptAcquire(name);
}
