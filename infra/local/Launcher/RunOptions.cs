namespace Platform.Local.Launcher;

/// <summary>What <see cref="PlatformRun"/> is started with.</summary>
public sealed record RunOptions
{
    /// <summary>The clone: <c>dapr.yaml</c>, <c>components/</c> and <c>artifacts/</c> are here.</summary>
    public string Root { get; init; } = Repository.Root;

    /// <summary>The folder under <c>components/</c>; null takes the resources paths of <c>dapr.yaml</c>.</summary>
    public string? Profile { get; init; } = "local";

    /// <summary>Where data, logs and keys are kept; null for <c>.data</c> in the clone.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>The gateway's port; null picks a free one.</summary>
    public int? Port { get; init; }

    /// <summary>Leaves a dead app dead.</summary>
    public bool NoRestart { get; init; }

    /// <summary>False for throw-away data: PostgreSQL flushes nothing to disk.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Further variables for the host's components and every app.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Told what happens, one plain line each.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>Given the prefixed output of the apps whose log destination includes the console.</summary>
    public Action<string>? Output { get; init; }
}
