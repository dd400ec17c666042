namespace Platform.Local.Resources;

/// <summary>Everything the resource files say, parsed and checked, nothing made yet.</summary>
internal sealed record ResourceSet
{
    public IReadOnlyList<ComponentResource> Components { get; init; } = [];

    public IReadOnlyList<SubscriptionResource> Subscriptions { get; init; } = [];

    public IReadOnlyList<ResiliencyResource> Resiliencies { get; init; } = [];

    public IReadOnlyList<HttpEndpointResource> HttpEndpoints { get; init; } = [];

    public IReadOnlyList<ConfigurationResource> Configurations { get; init; } = [];

    /// <summary>Documents of kinds the host does not know, for one log line each.</summary>
    public IReadOnlyList<string> Skipped { get; init; } = [];

    public static bool InScope(IReadOnlyList<string> scopes, string appId) => scopes.Count == 0 || scopes.Contains(appId);
}
