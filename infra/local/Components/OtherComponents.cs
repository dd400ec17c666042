namespace Platform.Local.Components;

/// <summary>Secrets by name; each secret is one or more key-value pairs.</summary>
internal interface ISecretStore : IComponent
{
    /// <summary>One secret, or null when there is none of that name.</summary>
    Task<IReadOnlyDictionary<string, string>?> GetAsync(string name, CancellationToken ct);

    /// <summary>All secrets that may be listed.</summary>
    Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(CancellationToken ct);
}

/// <summary>What an output binding answers.</summary>
/// <param name="Data">Null: nothing (204).</param>
/// <param name="Metadata">Becomes response headers <c>metadata.*</c>.</param>
internal sealed record BindingResponse(ReadOnlyMemory<byte>? Data, IReadOnlyDictionary<string, string>? Metadata = null);

/// <summary>Does something outside on request.</summary>
internal interface IOutputBinding : IComponent
{
    IReadOnlyList<string> Operations { get; }

    Task<BindingResponse> InvokeAsync(
        string operation, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken ct);
}

/// <summary>Calls the app when something happens outside.</summary>
internal interface IInputBinding : IComponent
{
    /// <summary>Runs until cancelled; hands over data and headers. The answer tells whether the app took it.</summary>
    Task RunAsync(Func<ReadOnlyMemory<byte>, IReadOnlyDictionary<string, string>, CancellationToken, Task<bool>> deliver,
        CancellationToken ct);
}

/// <summary>One configuration value.</summary>
internal sealed record ConfigurationItem(string Value, string Version, IReadOnlyDictionary<string, string> Metadata);

/// <summary>Configuration values that can be watched.</summary>
internal interface IConfigurationStore : IComponent
{
    /// <summary>The values of these keys that exist; no keys means all.</summary>
    Task<IReadOnlyDictionary<string, ConfigurationItem>> GetAsync(IReadOnlyList<string> keys, CancellationToken ct);

    /// <summary>Calls back for every change of these keys (none means all) until disposed.</summary>
    Task<IAsyncDisposable> WatchAsync(IReadOnlyList<string> keys, Func<string, ConfigurationItem, Task> changed, CancellationToken ct);
}

/// <summary>What became of an unlock; the numbers are Dapr's.</summary>
internal enum UnlockStatus
{
    Success = 0,
    DoesNotExist = 1,
    BelongsToOthers = 2,
    InternalError = 3,
}

/// <summary>Locks with owner and expiry; not re-entrant.</summary>
internal interface ILockStore : IComponent
{
    Task<bool> TryLockAsync(string key, string owner, TimeSpan expiry, CancellationToken ct);

    Task<UnlockStatus> UnlockAsync(string key, string owner, CancellationToken ct);
}
