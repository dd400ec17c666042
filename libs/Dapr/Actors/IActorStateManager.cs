namespace Platform.Dapr;

/// <summary>The state of one actor: named values, kept as JSON.</summary>
/// <remarks>
/// Changes are collected and saved in one transaction when the running method has returned, or before by <see cref="SaveStateAsync"/>;
/// when it throws they are dropped. A value is taken as it is at the call that sets it: what is done to the object afterwards counts only
/// if it is set again. Null is no value: a name that is set to null is removed. A re-entrant call sees what is saved, not the unsaved
/// changes of the call that waits for it. Each member may throw <see cref="DaprException"/> (the sidecar refused it or cannot be reached),
/// and <see cref="InvalidOperationException"/> when no call into the actor is running.
/// </remarks>
public interface IActorStateManager
{
    /// <summary>Adds a value under a name that is free.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="stateName">The name.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When it is added.</returns>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    Task AddStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default);

    /// <summary>Adds a value that ends by itself under a name that is free.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="stateName">The name.</param>
    /// <param name="value">The value.</param>
    /// <param name="ttl">How long it lives from when it is saved; at least a second, rounded up to whole ones.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When it is added.</returns>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    Task AddStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <summary>Adds a value if its name is free.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="stateName">The name.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False when the name is taken; then nothing is changed.</returns>
    Task<bool> TryAddStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default);

    /// <summary>Adds a value that ends by itself if its name is free.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="stateName">The name.</param>
    /// <param name="value">The value.</param>
    /// <param name="ttl">How long it lives from when it is saved; at least a second, rounded up to whole ones.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False when the name is taken; then nothing is changed.</returns>
    Task<bool> TryAddStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <summary>Reads a value that must be there.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="stateName">The name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The value.</returns>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    Task<T> GetStateAsync<T>(string stateName, CancellationToken cancellationToken = default);

    /// <summary>Reads a value if it is there.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="stateName">The name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The value, and whether there is one.</returns>
    Task<ConditionalValue<T>> TryGetStateAsync<T>(string stateName, CancellationToken cancellationToken = default);

    /// <summary>Writes a value, whatever was there; one with a time to live then has none.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="stateName">The name.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When it is noted.</returns>
    Task SetStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default);

    /// <summary>Writes a value that ends by itself, whatever was there.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="stateName">The name.</param>
    /// <param name="value">The value.</param>
    /// <param name="ttl">How long it lives from when it is saved; at least a second, rounded up to whole ones.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When it is noted.</returns>
    Task SetStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <summary>Removes a value that must be there.</summary>
    /// <param name="stateName">The name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When it is noted.</returns>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    Task RemoveStateAsync(string stateName, CancellationToken cancellationToken = default);

    /// <summary>Removes a value if it is there.</summary>
    /// <param name="stateName">The name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False when there is none.</returns>
    Task<bool> TryRemoveStateAsync(string stateName, CancellationToken cancellationToken = default);

    /// <summary>Whether a name has a value.</summary>
    /// <param name="stateName">The name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>True when it has.</returns>
    Task<bool> ContainsStateAsync(string stateName, CancellationToken cancellationToken = default);

    /// <summary>Reads a value, or writes one where there is none.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="stateName">The name.</param>
    /// <param name="value">Written where there is none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What is there then.</returns>
    Task<T> GetOrAddStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default);

    /// <summary>Reads a value, or writes one that ends by itself where there is none.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="stateName">The name.</param>
    /// <param name="value">Written where there is none.</param>
    /// <param name="ttl">How long it lives from when it is saved; at least a second, rounded up to whole ones.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What is there then.</returns>
    Task<T> GetOrAddStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <summary>Writes a value made from the one that is there, or a first one.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="stateName">The name.</param>
    /// <param name="addValue">Written where there is none.</param>
    /// <param name="updateValueFactory">Makes the new value of the name and the value that is there.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What is there then.</returns>
    Task<T> AddOrUpdateStateAsync<T>(
        string stateName, T addValue, Func<string, T, T> updateValueFactory, CancellationToken cancellationToken = default);

    /// <summary>Writes a value that ends by itself, made from the one that is there, or a first one.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="stateName">The name.</param>
    /// <param name="addValue">Written where there is none.</param>
    /// <param name="updateValueFactory">Makes the new value of the name and the value that is there.</param>
    /// <param name="ttl">How long it lives from when it is saved; at least a second, rounded up to whole ones.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What is there then.</returns>
    Task<T> AddOrUpdateStateAsync<T>(
        string stateName, T addValue, Func<string, T, T> updateValueFactory, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <summary>Drops what is not saved, and forgets what was read, so that the next read asks the store.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When it is dropped.</returns>
    Task ClearCacheAsync(CancellationToken cancellationToken = default);

    /// <summary>Saves all changes so far in one transaction; when it fails they are dropped.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When they are saved; at once when there are none.</returns>
    Task SaveStateAsync(CancellationToken cancellationToken = default);
}

/// <summary>A value that may not be there.</summary>
/// <typeparam name="TValue">Type of the value.</typeparam>
/// <param name="HasValue">Whether it is there.</param>
/// <param name="Value">The value; default when it is not there.</param>
public readonly record struct ConditionalValue<TValue>(bool HasValue, TValue? Value);
