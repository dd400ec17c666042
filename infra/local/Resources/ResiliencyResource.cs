namespace Platform.Local.Resources;

/// <summary>A Resiliency document: named policies, and the targets they apply to.</summary>
internal sealed record ResiliencyResource(string Name, SourcePlace Place)
{
    public IReadOnlyDictionary<string, TimeSpan> Timeouts { get; init; } = new Dictionary<string, TimeSpan>();

    public IReadOnlyDictionary<string, RetrySpec> Retries { get; init; } = new Dictionary<string, RetrySpec>();

    public IReadOnlyDictionary<string, BreakerSpec> Breakers { get; init; } = new Dictionary<string, BreakerSpec>();

    /// <summary>By app id.</summary>
    public IReadOnlyDictionary<string, PolicyNames> Apps { get; init; } = new Dictionary<string, PolicyNames>();

    /// <summary>By actor type.</summary>
    public IReadOnlyDictionary<string, PolicyNames> Actors { get; init; } = new Dictionary<string, PolicyNames>();

    /// <summary>By component name, calls out.</summary>
    public IReadOnlyDictionary<string, PolicyNames> Outbound { get; init; } = new Dictionary<string, PolicyNames>();

    /// <summary>By component name, deliveries to the app.</summary>
    public IReadOnlyDictionary<string, PolicyNames> Inbound { get; init; } = new Dictionary<string, PolicyNames>();

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public static ResiliencyResource Parse(YamlMap document) => ResiliencyDocument.Parse(document);
}

/// <summary>When to try again. <paramref name="MaxRetries"/> counts extra attempts; -1 for ever.</summary>
internal sealed record RetrySpec(bool Exponential, TimeSpan Duration, TimeSpan MaxInterval, int MaxRetries, CodeRanges Codes);

/// <summary>When to stop trying.</summary>
/// <param name="MaxRequests">Trial calls while half open.</param>
/// <param name="Interval">How often counts start anew while closed; zero for never.</param>
/// <param name="Timeout">From open to half open.</param>
/// <param name="Trip">The condition that opens it.</param>
internal sealed record BreakerSpec(int MaxRequests, TimeSpan Interval, TimeSpan Timeout, Resiliency.TripCondition Trip);

/// <summary>The policies of one target, by name; null for none.</summary>
internal sealed record PolicyNames(string? Timeout, string? Retry, string? Breaker)
{
    /// <summary>For actors: whether a breaker is for the <c>type</c>, for the <c>id</c> or for <c>both</c>.</summary>
    public string? BreakerScope { get; init; }

    /// <summary>For actors: how many breakers are kept.</summary>
    public int? BreakerCacheSize { get; init; }
}
