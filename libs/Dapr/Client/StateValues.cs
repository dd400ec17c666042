namespace Platform.Dapr;

/// <summary>Which of two writers wins.</summary>
public enum ConcurrencyMode
{
    /// <summary>A write with an outdated etag, or a create of an existing key, is refused.</summary>
    FirstWrite,

    /// <summary>The last write wins (the default).</summary>
    LastWrite,
}

/// <summary>How current a read, how safe a write must be; a hint to the store.</summary>
public enum ConsistencyMode
{
    /// <summary>Eventual.</summary>
    Eventual,

    /// <summary>Strong.</summary>
    Strong,
}

/// <summary>Options of a state operation.</summary>
public sealed record StateOptions
{
    /// <summary>Which writer wins; null for the store's default.</summary>
    public ConcurrencyMode? Concurrency { get; init; }

    /// <summary>How safe the write must be; null for the store's default.</summary>
    public ConsistencyMode? Consistency { get; init; }
}

/// <summary>A value to save.</summary>
/// <typeparam name="TValue">Type of the value.</typeparam>
/// <param name="Key">Its key.</param>
/// <param name="Value">The value.</param>
/// <param name="ETag">The version it replaces; null for any.</param>
/// <param name="StateOptions">Concurrency and consistency; null for the defaults.</param>
/// <param name="Metadata">E.g. <c>ttlInSeconds</c>; null for none.</param>
public readonly record struct SaveStateItem<TValue>(
    string Key,
    TValue Value,
    string? ETag = null,
    StateOptions? StateOptions = null,
    IReadOnlyDictionary<string, string>? Metadata = null);

/// <summary>A value read in bulk.</summary>
/// <typeparam name="TValue">Type of the value.</typeparam>
/// <param name="Key">Its key.</param>
/// <param name="Value">The value; default when there is none.</param>
/// <param name="ETag">Its version; empty when there is no value.</param>
public readonly record struct BulkStateItem<TValue>(string Key, TValue? Value, string ETag);

/// <summary>A key to delete.</summary>
/// <param name="Key">The key.</param>
/// <param name="ETag">The version to delete; null for any.</param>
/// <param name="StateOptions">Concurrency and consistency; null for the defaults.</param>
/// <param name="Metadata">Metadata for the store; null for none.</param>
public readonly record struct BulkDeleteStateItem(
    string Key,
    string? ETag = null,
    StateOptions? StateOptions = null,
    IReadOnlyDictionary<string, string>? Metadata = null);

/// <summary>What an operation of a state transaction does.</summary>
public enum StateOperationType
{
    /// <summary>Writes the value.</summary>
    Upsert,

    /// <summary>Deletes the key.</summary>
    Delete,
}

/// <summary>One operation of a state transaction.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value as UTF-8 JSON; null for a delete.</param>
/// <param name="OperationType">What to do.</param>
/// <param name="ETag">The version it replaces; null for any.</param>
/// <param name="Metadata">Metadata for the store; null for none.</param>
/// <param name="Options">Concurrency and consistency; null for the defaults.</param>
public sealed record StateTransactionRequest(
    string Key,
    byte[]? Value,
    StateOperationType OperationType,
    string? ETag = null,
    IReadOnlyDictionary<string, string>? Metadata = null,
    StateOptions? Options = null);
