namespace Platform.Tests;

/// <summary>What a service is started with.</summary>
internal sealed record ServiceSetup(string AppId)
{
    /// <summary>Configuration besides that of the launcher, e.g. <c>Ingest:BatchSize</c>.</summary>
    public Dictionary<string, string> Settings { get; init; } = [];

    /// <summary>The service's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The sidecar's clock: of jobs, timers and what it keeps.</summary>
    public TimeProvider SidecarTime { get; init; } = TimeProvider.System;

    /// <summary>The database's URI; null when the service has none.</summary>
    public string? Postgres { get; init; }

    /// <summary>The pub/sub component; by default one in memory.</summary>
    public string PubSub { get; init; } = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: pubsub
        spec:
          type: pubsub.in-memory
          version: v1
          metadata: []
        """;

    /// <summary>How failed deliveries are repeated: often, so that a test need not wait.</summary>
    public string Resiliency { get; init; } = """
        apiVersion: dapr.io/v1alpha1
        kind: Resiliency
        metadata:
          name: tests
        spec:
          policies:
            retries:
              deliver:
                policy: constant
                duration: 100ms
                maxRetries: 600
          targets:
            components:
              pubsub:
                inbound:
                  retry: deliver
        """;

    /// <summary>Further components, e.g. blob storage.</summary>
    public IReadOnlyList<string> Components { get; init; } = [];

    /// <summary>Other apps that the sidecars know, by id and port.</summary>
    public Dictionary<string, int> OtherApps { get; init; } = [];
}
