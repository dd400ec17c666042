namespace Platform.Tests;

/// <summary>Components in which a host keeps actors, workflows and schedules; each is named <c>statestore</c>.</summary>
internal static class ActorStores
{
    public const string InMemory =
        """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: statestore}
        spec: {type: state.in-memory, version: v1, metadata: [{name: actorStateStore, value: "true"}]}
        """;

    /// <summary>The same with keys as every app of the platform has them: behind the component's name, so that apps share them.</summary>
    public const string InMemoryForAll =
        """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: statestore}
        spec:
          type: state.in-memory
          version: v1
          metadata: [{name: actorStateStore, value: "true"}, {name: keyPrefix, value: name}]
        """;

    /// <param name="uri">The server, with its database.</param>
    /// <param name="tablePrefix">Keeps tests apart that share a database.</param>
    public static string InPostgres(string uri, string tablePrefix = "") =>
        $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: statestore}
        spec:
          type: state.postgresql
          version: v2
          metadata:
            - {name: connectionString, value: "{{uri}}"}
            - {name: tablePrefix, value: "{{tablePrefix}}"}
            - {name: actorStateStore, value: "true"}
        """;
}
