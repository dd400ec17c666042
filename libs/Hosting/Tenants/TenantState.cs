using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Hosting;

/// <summary>
/// The state of one tenant in one Dapr state store. Every key begins with the tenant, so no key of a caller reaches another's; apps have no
/// other way to a state store.
/// </summary>
/// <remarks>
/// It keeps the store that it was made with, also when the registry names another meanwhile: what belongs together stays together. Whoever
/// wants the store of now asks <see cref="TenantStates"/> again. Every method throws <see cref="DaprException"/> when the store is away.
/// </remarks>
public sealed class TenantState
{
    private readonly DaprClient dapr;
    private readonly string prefix;

    internal TenantState(DaprClient dapr, TenantId tenant, string store) =>
        (this.dapr, prefix, Tenant, Store) = (dapr, $"{tenant}|", tenant, store);

    /// <summary>Whose state.</summary>
    public TenantId Tenant { get; }

    /// <summary>Name of the component.</summary>
    public string Store { get; }

    /// <summary>Reads a value.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">Its key within the tenant.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The value; default when there is none.</returns>
    public Task<T?> GetAsync<T>(string key, CancellationToken ct) => dapr.GetStateAsync<T>(Store, prefix + key, ct: ct);

    /// <summary>Reads a value with its version.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">Its key within the tenant.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The value, default when there is none, and what <see cref="TrySaveAsync"/> asks for.</returns>
    public Task<(T? Value, string ETag)> GetWithVersionAsync<T>(string key, CancellationToken ct) =>
        dapr.GetStateAndETagAsync<T>(Store, prefix + key, ct: ct);

    /// <summary>Reads values in one call.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="keys">Their keys within the tenant.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>Those that are there, by key.</returns>
    public async Task<IReadOnlyDictionary<string, T>> GetAllAsync<T>(IReadOnlyList<string> keys, CancellationToken ct)
    {
        var items = await dapr.GetBulkStateAsync<T>(Store, [.. keys.Select(key => prefix + key)], parallelism: 16, metadata: null, ct);
        var values = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item.Value is { } value) values[item.Key[prefix.Length..]] = value;
        }

        return values;
    }

    /// <summary>Writes a value, whatever was there.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">Its key within the tenant.</param>
    /// <param name="value">The value.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it is written.</returns>
    public Task SaveAsync<T>(string key, T value, CancellationToken ct) => dapr.SaveStateAsync(Store, prefix + key, value, ct: ct);

    /// <summary>Writes values in one call; not atomic.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="values">Keys within the tenant, with their values.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When they are written.</returns>
    public Task SaveAllAsync<T>(IEnumerable<KeyValuePair<string, T>> values, CancellationToken ct) =>
        dapr.SaveBulkStateAsync(Store, [.. values.Select(each => new SaveStateItem<T>(prefix + each.Key, each.Value))], ct);

    /// <summary>Writes a value unless it changed since it was read.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">Its key within the tenant.</param>
    /// <param name="value">The value.</param>
    /// <param name="version">From <see cref="GetWithVersionAsync"/>; empty for one that must not be there yet.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>False when it changed, and nothing was written.</returns>
    public Task<bool> TrySaveAsync<T>(string key, T value, string version, CancellationToken ct) =>
        dapr.TrySaveStateAsync(Store, prefix + key, value, version, ct: ct);

    /// <summary>Changes a value that others change too: read, changed and written anew until nobody came in between.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">Its key within the tenant.</param>
    /// <param name="change">Makes the new value of the old one, null when there is none; may be asked again.</param>
    /// <param name="attempts">How often it is tried.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it is written.</returns>
    /// <exception cref="DaprException">Somebody came in between each time.</exception>
    public async Task ChangeAsync<T>(string key, Func<T?, T> change, int attempts, CancellationToken ct) where T : class
    {
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            var (value, version) = await GetWithVersionAsync<T>(key, ct);
            if (await TrySaveAsync(key, change(value), version, ct)) return;
        }

        throw new DaprException($"{key} of {Tenant} changed {attempts} times while it was to be changed.");
    }

    /// <summary>Removes a value; fine when there is none.</summary>
    /// <param name="key">Its key within the tenant.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it is gone.</returns>
    public Task DeleteAsync(string key, CancellationToken ct) => dapr.DeleteStateAsync(Store, prefix + key, ct: ct);

    /// <summary>Removes values; fine when they are not there.</summary>
    /// <param name="keys">Their keys within the tenant.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When they are gone.</returns>
    public Task DeleteAllAsync(IEnumerable<string> keys, CancellationToken ct) =>
        dapr.DeleteBulkStateAsync(Store, [.. keys.Select(key => new BulkDeleteStateItem(prefix + key))], ct);
}
