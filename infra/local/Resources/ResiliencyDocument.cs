using Platform.Local.Resiliency;

namespace Platform.Local.Resources;

/// <summary>Reads Resiliency documents and checks that every name a target uses is defined or built in.</summary>
internal static class ResiliencyDocument
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    public static ResiliencyResource Parse(YamlMap document)
    {
        document.Only("apiVersion", "kind", "metadata", "spec", "scopes");
        var spec = document.RequiredMap("spec");
        spec.Only("policies", "targets");
        var policies = spec.Map("policies");
        policies?.Only("timeouts", "retries", "circuitBreakers");
        var targets = spec.Map("targets");
        targets?.Only("apps", "actors", "components");
        return new ResiliencyResource(document.RequiredMap("metadata").Required("name"), document.Place)
        {
            Timeouts = Timeouts(policies?.Map("timeouts")),
            Retries = Named(policies?.Map("retries"), Retry),
            Breakers = Named(policies?.Map("circuitBreakers"), Breaker),
            Apps = Named(targets?.Map("apps"), Names),
            Actors = Named(targets?.Map("actors"), Names),
            Outbound = Components(targets?.Map("components"), "outbound"),
            Inbound = Components(targets?.Map("components"), "inbound"),
            Scopes = document.Texts("scopes"),
        };
    }

    private static Dictionary<string, TimeSpan> Timeouts(YamlMap? timeouts) =>
        timeouts is null ? [] : timeouts.Keys.ToDictionary(name => name, name => timeouts.RequiredDuration(name, Millisecond));

    private static Dictionary<string, T> Named<T>(YamlMap? map, Func<YamlMap, T> parse) =>
        map is null ? [] : map.Keys.ToDictionary(name => name, name => parse(map.RequiredMap(name)));

    private static Dictionary<string, PolicyNames> Components(YamlMap? components, string direction)
    {
        var found = new Dictionary<string, PolicyNames>();
        foreach (var name in components?.Keys ?? [])
        {
            var target = components?.Map(name);
            target?.Only("inbound", "outbound");
            if (target?.Map(direction) is { } policies) found[name] = Names(policies);
        }

        return found;
    }

    private static PolicyNames Names(YamlMap target)
    {
        target.Only("timeout", "retry", "circuitBreaker", "circuitBreakerCacheSize", "circuitBreakerScope");
        var scope = target.Text("circuitBreakerScope");
        if (scope is not (null or "type" or "id" or "both"))
            throw target.Wrong("circuitBreakerScope", $"must be type, id or both, not '{scope}'");
        return new PolicyNames(target.Text("timeout"), target.Text("retry"), target.Text("circuitBreaker"))
        {
            BreakerScope = scope,
            BreakerCacheSize = target.Number("circuitBreakerCacheSize"),
        };
    }

    private static RetrySpec Retry(YamlMap retry)
    {
        retry.Only("policy", "duration", "maxInterval", "maxRetries", "matching");
        var policy = (retry.Text("policy") ?? "constant").ToLowerInvariant();
        if (policy is not ("constant" or "exponential")) throw retry.Wrong("policy", $"must be constant or exponential, not '{policy}'");
        var matching = retry.Map("matching");
        matching?.Only("httpStatusCodes", "gRPCStatusCodes");
        var codes = CodeRanges.All;
        if (matching?.Text("httpStatusCodes") is { } text && !CodeRanges.TryParse(text, out codes))
            throw matching.Wrong("httpStatusCodes", $"must be codes and ranges such as 429,500-599, not '{text}'");
        return new RetrySpec(
            policy is "exponential",
            retry.Duration("duration", Millisecond) ?? TimeSpan.FromSeconds(5),
            retry.Duration("maxInterval", Millisecond) ?? TimeSpan.FromSeconds(60),
            retry.Number("maxRetries") ?? -1,
            codes);
    }

    private static BreakerSpec Breaker(YamlMap breaker)
    {
        breaker.Only("maxRequests", "interval", "timeout", "trip");
        var trip = breaker.Text("trip") ?? "consecutiveFailures > 5";
        if (!TripCondition.TryParse(trip, out var condition, out var problem)) throw breaker.Wrong("trip", problem);
        return new BreakerSpec(
            breaker.Number("maxRequests") ?? 1,
            breaker.Duration("interval", Millisecond) ?? TimeSpan.Zero,
            breaker.Duration("timeout", Millisecond) ?? TimeSpan.FromSeconds(60),
            condition);
    }
}
