using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>Keeps one tenant from taking the others' share: a token bucket of requests per tenant.</summary>
internal sealed class TenantRateLimit(TenantBuckets buckets) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext;
        using var lease = buckets.Take(CallerTenant.Of(request)?.ToString() ?? "");
        if (lease.IsAcquired)
        {
            return next(context);
        }

        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1;
        request.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        return new(TypedResults.Problem("Too many requests of this tenant.", statusCode: StatusCodes.Status429TooManyRequests));
    }
}

/// <summary>The buckets; one that is full again is dropped, so there are as many as tenants that call.</summary>
internal sealed class TenantBuckets(IOptions<GatewayOptions> options) : IDisposable
{
    private const int RefillsPerSecond = 10;

    private readonly PartitionedRateLimiter<string> buckets = PartitionedRateLimiter.Create<string, string>(
        tenant => RateLimitPartition.GetTokenBucketLimiter(tenant, _ => new()
        {
            TokenLimit = options.Value.TenantBurst,
            TokensPerPeriod = Math.Max(1, options.Value.TenantRequestsPerSecond / RefillsPerSecond),
            ReplenishmentPeriod = options.Value.TenantRequestsPerSecond >= RefillsPerSecond
                ? TimeSpan.FromSeconds(1.0 / RefillsPerSecond)
                : TimeSpan.FromSeconds(1.0 / options.Value.TenantRequestsPerSecond),
        }));

    public RateLimitLease Take(string tenant) => buckets.AttemptAcquire(tenant);

    public void Dispose() => buckets.Dispose();
}
