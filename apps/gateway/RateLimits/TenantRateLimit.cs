using System.Globalization;
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

    // The headers of draft-ietf-httpapi-ratelimit-headers-06; those of the tenant overwrite those of the key. The limit is that of all
    // replicas together, the rest is what this one has left, so whoever keeps to it is not refused.
    private static ProblemHttpResult? Refusal(TokenBucket bucket, string whose, HttpContext context)
    {
        var taking = bucket.Take();
        var headers = context.Response.Headers;
        headers["RateLimit-Limit"] = Text(bucket.Burst);
        headers["RateLimit-Remaining"] = Text(taking.Remaining);
        headers["RateLimit-Reset"] = Text(taking.UntilFull);
        if (taking.IsGranted) return null;

        headers.RetryAfter = Text(taking.UntilNext);
        return TypedResults.Problem($"Too many requests of this {whose}.", statusCode: StatusCodes.Status429TooManyRequests);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
