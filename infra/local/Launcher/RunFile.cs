namespace Platform.Local.Launcher;

/// <summary>A multi-app run file (<c>dapr.yaml</c>) with every default and path resolved.</summary>
/// <param name="Name">Its name, or null.</param>
/// <param name="Apps">In file order.</param>
internal sealed record RunFile(string? Name, IReadOnlyList<RunApp> Apps);

/// <summary>One app of the run file.</summary>
/// <param name="AppId">Its Dapr app id.</param>
/// <param name="Directory">The working directory.</param>
internal sealed record RunApp(string AppId, string Directory)
{
    /// <summary>The port that the file names; null when the app takes no calls.</summary>
    public int? AppPort { get; init; }

    /// <summary>Sidecar ports; null picks a free one.</summary>
    public SidecarPorts Ports { get; init; } = new(null, null, null);

    /// <summary>Empty when a debugger starts the process.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Common and own variables; the app's own win.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> ResourcesPaths { get; init; } = [];

    public string? ConfigurationPath { get; init; }

    public string ChannelAddress { get; init; } = "127.0.0.1";

    public string Protocol { get; init; } = "http";

    /// <summary>Null for no limit.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Null for no health checks.</summary>
    public string? HealthPath { get; init; }

    public long MaxBodyBytes { get; init; } = 4 << 20;

    public LogDestination Logs { get; init; } = LogDestination.FileAndConsole;
}

/// <summary>The ports of one sidecar that a run file may fix.</summary>
internal sealed record SidecarPorts(int? Http, int? Grpc, int? Metrics);

/// <summary>Where an app's output goes.</summary>
internal enum LogDestination
{
    FileAndConsole,
    File,
    Console,
}
