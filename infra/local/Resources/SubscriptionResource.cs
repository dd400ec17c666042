namespace Platform.Local.Resources;

/// <summary>A topic that an app wants, whoever declared it: the app itself (<c>GET /dapr/subscribe</c>) or a Subscription file.</summary>
internal sealed record SubscriptionResource
{
    public required string PubSub { get; init; }

    public required string Topic { get; init; }

    /// <summary>In order; the last one may be unconditional. Never empty.</summary>
    public required IReadOnlyList<RouteRule> Rules { get; init; }

    public string? DeadLetterTopic { get; init; }

    /// <summary>E.g. <c>rawPayload</c>; keys case-insensitive.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Null when messages are delivered one by one.</summary>
    public BulkDelivery? Bulk { get; init; }

    /// <summary>App ids; empty for all.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    public SubscriptionOrigin Origin { get; init; }

    /// <summary>The file and line, or <c>/dapr/subscribe</c> and the entry's number.</summary>
    public required SourcePlace Place { get; init; }
}

/// <summary>Where matching events go.</summary>
/// <param name="Match">CEL over <c>event</c>; empty for always.</param>
/// <param name="Path">The app's path, with its leading slash.</param>
internal sealed record RouteRule(string Match, string Path);

/// <summary>Several messages per call.</summary>
internal sealed record BulkDelivery(int MaxMessages = 100, int MaxAwaitMs = 1_000);

/// <summary>Spelled as <c>GET /v1.0/metadata</c> spells it, in upper case.</summary>
internal enum SubscriptionOrigin
{
    Declarative,
    Programmatic,
}
