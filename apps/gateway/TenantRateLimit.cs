using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>Keeps one tenant from taking the others' share, and one API key from taking its tenant's.</summary>
internal sealed class TenantRateLimit(RequestBuckets buckets) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext;
        if (CallerTenant.Of(request) is not { } tenant) return next(context);

        var caller = request.User.Subject();
        if (KeyText.IsKey(caller) && Refusal(buckets.OfKey(tenant, caller), "API key", request) is { } ofKey) return new(ofKey);
        return Refusal(buckets.OfTenant(tenant), "tenant", request) is { } ofTenant ? new(ofTenant) : next(context);
    }

    // The headers of draft-ietf-httpapi-ratelimit-headers-06; those of the tenant overwrite those of the key.
    private static ProblemHttpResult? Refusal(Bucket bucket, string whose, HttpContext context)
    {
        using var lease = bucket.Take();
        var headers = context.Response.Headers;
        headers["RateLimit-Limit"] = Text(bucket.Burst);
        var remaining = bucket.Remaining();
        headers["RateLimit-Remaining"] = Text(remaining);
        headers["RateLimit-Reset"] = Text(bucket.SecondsUntilFull(remaining));
        if (lease.IsAcquired) return null;

        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (long)Math.Ceiling(after.TotalSeconds)) : 1;
        headers.RetryAfter = Text(wait);
        return TypedResults.Problem($"Too many requests of this {whose}.", statusCode: StatusCodes.Status429TooManyRequests);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
