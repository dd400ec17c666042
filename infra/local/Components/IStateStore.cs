namespace Platform.Local.Components;

/// <summary>A stored value.</summary>
/// <param name="Value">The bytes exactly as they were saved.</param>
/// <param name="ETag">Opaque version.</param>
/// <param name="ExpiresAt">When it goes away; null for never.</param>
internal readonly record struct StateItem(ReadOnlyMemory<byte> Value, string ETag, DateTimeOffset? ExpiresAt);

/// <summary>One write. Keys are physical (prefix applied by the API).</summary>
/// <param name="Key">The physical key.</param>
/// <param name="Value">The bytes to store; null deletes.</param>
/// <param name="ETag">When set, the write needs this version.</param>
/// <param name="FirstWrite">Without an etag: only if the key is absent. With one: the same as last-write.</param>
/// <param name="TtlSeconds">Null: no expiry is set by this write. -1: an expiry is removed. Otherwise seconds from now.</param>
internal sealed record StateWrite(
    string Key, ReadOnlyMemory<byte>? Value, string? ETag = null, bool FirstWrite = false, long? TtlSeconds = null);

/// <summary>What became of one write.</summary>
internal enum StateOutcome
{
    Done,
    ETagMismatch,
    ETagInvalid,
}

/// <summary>A key-value store with versions, expiry and transactions. One instance serves all apps of the host.</summary>
/// <remarks>A backend that is away throws; the API turns that into the documented error.</remarks>
internal interface IStateStore : IComponent
{
    /// <summary>Reads several keys; the answer has the same length and order, null where there is none.</summary>
    Task<IReadOnlyList<StateItem?>> GetAsync(IReadOnlyList<string> keys, CancellationToken ct);

    /// <summary>Writes each on its own (one statement or pipeline where the backend can).</summary>
    /// <returns>An outcome for each, in the same order.</returns>
    Task<IReadOnlyList<StateOutcome>> WriteAsync(IReadOnlyList<StateWrite> writes, CancellationToken ct);

    /// <summary>All or nothing. The first outcome that is not <see cref="StateOutcome.Done"/> means nothing was applied.</summary>
    Task<StateOutcome> TransactAsync(IReadOnlyList<StateWrite> writes, CancellationToken ct);
}

/// <summary>A store that can be looked into as a whole, for tests.</summary>
internal interface IListedStore
{
    /// <summary>Every live key with its value; keys are physical.</summary>
    IReadOnlyDictionary<string, ReadOnlyMemory<byte>> List();
}
