namespace Platform.Dapr;

/// <summary>What became of a bulk publish.</summary>
/// <param name="FailedEntries">The entries the broker did not take; empty when it took all.</param>
public sealed record BulkPublishResponse(IReadOnlyList<BulkPublishResponseFailedEntry> FailedEntries)
{
    /// <summary>The broker took every entry.</summary>
    public static BulkPublishResponse AllTaken { get; } = new([]);
}

/// <summary>An entry the broker did not take.</summary>
/// <param name="EntryId">The entry: its position in the call, from 0, as text.</param>
/// <param name="ErrorMessage">Why.</param>
public sealed record BulkPublishResponseFailedEntry(string EntryId, string ErrorMessage);

/// <summary>A call of an output binding.</summary>
/// <param name="BindingName">The component.</param>
/// <param name="Operation">What to do, e.g. <c>create</c>.</param>
public sealed record BindingRequest(string BindingName, string Operation)
{
    /// <summary>The data as UTF-8 JSON; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Metadata for the component.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}

/// <summary>What an output binding answered.</summary>
/// <param name="Request">The call.</param>
/// <param name="Data">The component's bytes; empty when it returned nothing.</param>
/// <param name="Metadata">The component's metadata.</param>
public sealed record BindingResponse(BindingRequest Request, ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Metadata);

/// <summary>A configuration value.</summary>
/// <param name="Value">The value.</param>
/// <param name="Version">The store's version of it; empty when it keeps none.</param>
/// <param name="Metadata">The store's metadata.</param>
public sealed record ConfigurationItem(string Value, string Version, IReadOnlyDictionary<string, string> Metadata);

/// <summary>Configuration values.</summary>
/// <param name="Items">By key; a key that is not there is missing.</param>
public sealed record GetConfigurationResponse(IReadOnlyDictionary<string, ConfigurationItem> Items);

/// <summary>A subscription to configuration changes.</summary>
/// <param name="Id">Ends the subscription with <c>UnsubscribeConfiguration</c>.</param>
public sealed record SubscribeConfigurationResponse(string Id);

/// <summary>The outcome of asking for a lock.</summary>
/// <param name="StoreName">The lock component.</param>
/// <param name="ResourceId">What was to be locked.</param>
/// <param name="LockOwner">Who asked.</param>
/// <param name="Success">Whether the lock is now the owner's.</param>
public sealed record TryLockResponse(string StoreName, string ResourceId, string LockOwner, bool Success);

/// <summary>The outcome of giving a lock back.</summary>
public enum LockStatus
{
    /// <summary>Given back.</summary>
    Success,

    /// <summary>There is no such lock (any more).</summary>
    LockDoesNotExist,

    /// <summary>Someone else holds it.</summary>
    LockBelongsToOthers,

    /// <summary>The store failed.</summary>
    InternalError,
}

/// <summary>The outcome of giving a lock back.</summary>
/// <param name="Status">What happened.</param>
public sealed record UnlockResponse(LockStatus Status);

/// <summary>What the sidecar says of itself.</summary>
/// <param name="Id">The app id.</param>
/// <param name="RuntimeVersion">Version of the sidecar; empty when it does not say.</param>
/// <param name="Extended">Free attributes.</param>
/// <param name="Components">The components in scope.</param>
public sealed record DaprMetadata(
    string Id,
    string RuntimeVersion,
    IReadOnlyDictionary<string, string> Extended,
    IReadOnlyList<DaprComponentsMetadata> Components);

/// <summary>A component in scope.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, e.g. <c>state.redis</c>.</param>
/// <param name="Version">Its version, e.g. <c>v1</c>.</param>
/// <param name="Capabilities">What it can do, e.g. <c>ETAG</c>.</param>
public sealed record DaprComponentsMetadata(string Name, string Type, string Version, IReadOnlyList<string> Capabilities);
