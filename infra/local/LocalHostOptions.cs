using Microsoft.Extensions.Logging;

namespace Platform.Local;

/// <summary>An app whose sidecar the host serves.</summary>
/// <param name="AppId">Its Dapr app id.</param>
/// <param name="AppPort">The loopback port it listens on, or null when it takes no calls.</param>
public sealed record LocalApp(string AppId, int? AppPort = null)
{
    /// <summary>The most calls to the app at once; null for no limit.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>The sidecar's HTTP port; 0 picks a free one.</summary>
    public int HttpPort { get; init; }

    /// <summary>The sidecar's gRPC port; 0 picks a free one.</summary>
    public int GrpcPort { get; init; }

    /// <summary>The path to probe (e.g. <c>/healthz</c>), or null for no app health checks.</summary>
    public string? HealthPath { get; init; }
}

/// <summary>What <c>LocalHost</c> is started with.</summary>
public sealed record LocalHostOptions
{
    /// <summary>The apps to serve.</summary>
    public IReadOnlyList<LocalApp> Apps { get; init; } = [];

    /// <summary>Folders whose top-level YAML files are loaded.</summary>
    public IReadOnlyList<string> ResourcesPaths { get; init; } = [];

    /// <summary>Resources as YAML text, for tests that need no files.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>Configuration resource files (tracing, secret scopes).</summary>
    public IReadOnlyList<string> ConfigurationPaths { get; init; } = [];

    /// <summary>The clock; a test passes a <c>ManualTime</c> and moves it.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>When set, callers must send it as <c>dapr-api-token</c>.</summary>
    public string? DaprApiToken { get; init; }

    /// <summary>When set, the sidecar sends it to the app as <c>dapr-api-token</c>.</summary>
    public string? AppApiToken { get; init; }

    /// <summary>Where <c>envRef</c> and <c>secretstores.local.env</c> look; null for the process environment.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>The largest request body, in bytes.</summary>
    public long MaxBodyBytes { get; init; } = 4 << 20;

    /// <summary>Whether edited resource files take effect without restart.</summary>
    public bool HotReload { get; init; } = true;

    /// <summary>How many published messages per topic are kept for <see cref="LocalHost.Published"/>; 0 keeps none.</summary>
    public int KeepPublished { get; init; } = 1_000;

    /// <summary>Where the host logs; null for nowhere.</summary>
    public ILoggerFactory? Loggers { get; init; }
}
