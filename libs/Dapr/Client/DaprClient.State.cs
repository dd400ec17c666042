using System.Net;

namespace Platform.Dapr;

public partial class DaprClient
{
    /// <summary>Reads a value.</summary>
    /// <typeparam name="TValue">Type of the value.</typeparam>
    /// <param name="storeName">The state store.</param>
    /// <param name="key">The key.</param>
    /// <param name="consistencyMode">How current; null for the store's default.</param>
    /// <param name="metadata">Metadata for the store; null for none.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The value; default when there is none.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task<TValue?> GetStateAsync<TValue>(
        string storeName, string key, ConsistencyMode? consistencyMode = null, IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken ct = default) =>
        (await GetStateAndETagAsync<TValue>(storeName, key, consistencyMode, metadata, ct)).Value;

    /// <summary>Reads a value and its version.</summary>
    /// <typeparam name="TValue">Type of the value.</typeparam>
    /// <param name="storeName">The state store.</param>
    /// <param name="key">The key.</param>
    /// <param name="consistencyMode">How current; null for the store's default.</param>
    /// <param name="metadata">Metadata for the store; null for none.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The value (default when there is none) and its etag (empty when there is none).</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task<(TValue? Value, string ETag)> GetStateAndETagAsync<TValue>(
        string storeName, string key, ConsistencyMode? consistencyMode = null, IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken ct = default)
    {
        var query = consistencyMode is { } mode ? $"?consistency={StateBody.Text(mode)}" : "";
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{StatePath(storeName)}/{Escape(key)}{Query(metadata, query)}");
        using var response = await CallAsync(request, ct);
        var etag = response.Headers.TryGetValues("ETag", out var values) ? values.FirstOrDefault() ?? "" : "";
        return (await ReadAsync<TValue>(response, ct), etag);
    }

    /// <summary>Reads values in one call.</summary>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="storeName">The state store.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="parallelism">How many the sidecar reads at once, where the store has no bulk read; null for its default.</param>
    /// <param name="metadata">Metadata for the store; null for none.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>One item per key, in the order of the store.</returns>
    /// <exception cref="DaprException">The sidecar refused it, cannot be reached, or failed to read one of the keys.</exception>
    public virtual async Task<IReadOnlyList<BulkStateItem<TValue>>> GetBulkStateAsync<TValue>(
        string storeName, IReadOnlyList<string> keys, int? parallelism = null, IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken ct = default)
    {
        if (keys.Count == 0)
            return [];
        using var response = await CallJsonAsync(
            HttpMethod.Post, $"{StatePath(storeName)}/bulk", w => StateBody.WriteKeys(w, keys, parallelism, metadata), ct);
        return StateBody.ReadBulk(await response.Content.ReadAsByteArrayAsync(ct), Info<TValue>());
    }

    /// <summary>Writes a value, whatever was there.</summary>
    /// <typeparam name="TValue">Type of the value.</typeparam>
    /// <param name="storeName">The state store.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="stateOptions">Concurrency and consistency; null for the defaults.</param>
    /// <param name="metadata">E.g. <c>ttlInSeconds</c>; null for none.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it is written.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual Task SaveStateAsync<TValue>(
        string storeName, string key, TValue value, StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken ct = default) =>
        SaveBulkStateAsync<TValue>(storeName, [new(key, value, null, stateOptions, metadata)], ct);

    /// <summary>Writes values in one call; not atomic.</summary>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="storeName">The state store.</param>
    /// <param name="items">The values; the body must stay within the sidecar's limit, 4 MiB by default.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When they are written.</returns>
    /// <exception cref="DaprException">The sidecar refused it (409: an etag did not match) or cannot be reached.</exception>
    public virtual async Task SaveBulkStateAsync<TValue>(
        string storeName, IReadOnlyList<SaveStateItem<TValue>> items, CancellationToken ct = default)
    {
        if (items.Count == 0)
            return;
        using var response = await CallJsonAsync(
            HttpMethod.Post, StatePath(storeName), w => StateBody.WriteItems(w, items, Info<TValue>()), ct);
    }

    /// <summary>Writes a value if its version is still the one that was read.</summary>
    /// <typeparam name="TValue">Type of the value.</typeparam>
    /// <param name="storeName">The state store.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="etag">The version that was read.</param>
    /// <param name="stateOptions">Concurrency (first-write unless given) and consistency.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>False when someone else wrote in between; then nothing is changed.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task<bool> TrySaveStateAsync<TValue>(
        string storeName, string key, TValue value, string etag, StateOptions? stateOptions = null, CancellationToken ct = default)
    {
        var item = new SaveStateItem<TValue>(key, value, etag, stateOptions ?? new() { Concurrency = ConcurrencyMode.FirstWrite });
        using var response = await SendJsonAsync(
            HttpMethod.Post, StatePath(storeName), w => StateBody.WriteItems(w, [item], Info<TValue>()), ct);
        return await WasWrittenAsync(response, ct);
    }

    /// <summary>Deletes a key, whatever is there.</summary>
    /// <param name="storeName">The state store.</param>
    /// <param name="key">The key.</param>
    /// <param name="stateOptions">Concurrency and consistency; null for the defaults.</param>
    /// <param name="metadata">Metadata for the store; null for none.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it is deleted, or was not there.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task DeleteStateAsync(
        string storeName, string key, StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, DeletePath(storeName, key, stateOptions, metadata));
        using var response = await CallAsync(request, ct);
    }

    /// <summary>Deletes a key if its version is still the one that was read.</summary>
    /// <param name="storeName">The state store.</param>
    /// <param name="key">The key.</param>
    /// <param name="etag">The version that was read.</param>
    /// <param name="stateOptions">Concurrency and consistency; null for the defaults.</param>
    /// <param name="metadata">Metadata for the store; null for none.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>False when someone else wrote in between; then nothing is changed.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task<bool> TryDeleteStateAsync(
        string storeName, string key, string etag, StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, DeletePath(storeName, key, stateOptions, metadata));
        request.Headers.TryAddWithoutValidation("If-Match", etag);
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
        return await WasWrittenAsync(response, ct);
    }

    /// <summary>Deletes keys, one call each, at most 16 at once.</summary>
    /// <param name="storeName">The state store.</param>
    /// <param name="items">The keys.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When all are deleted.</returns>
    /// <exception cref="DaprException">The sidecar refused one (409: an etag did not match) or cannot be reached.</exception>
    public virtual Task DeleteBulkStateAsync(string storeName, IReadOnlyList<BulkDeleteStateItem> items, CancellationToken ct = default) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = ct }, async (item, token) =>
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Delete, DeletePath(storeName, item.Key, item.StateOptions, item.Metadata));
            if (item.ETag is not null)
                request.Headers.TryAddWithoutValidation("If-Match", item.ETag);
            using var response = await CallAsync(request, token);
        });

    /// <summary>Applies operations together or not at all.</summary>
    /// <param name="storeName">The state store.</param>
    /// <param name="operations">The operations, in order.</param>
    /// <param name="metadata">Metadata of the transaction; null for none.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When they are applied.</returns>
    /// <exception cref="DaprException">The sidecar refused it (also: an etag did not match) or cannot be reached.</exception>
    public virtual async Task ExecuteStateTransactionAsync(
        string storeName, IReadOnlyList<StateTransactionRequest> operations, IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken ct = default)
    {
        using var response = await CallJsonAsync(
            HttpMethod.Post, $"{StatePath(storeName)}/transaction", w => StateBody.WriteTransaction(w, operations, metadata), ct);
    }

    private static string StatePath(string storeName) => $"/v1.0/state/{Escape(storeName)}";

    private static string DeletePath(
        string storeName, string key, StateOptions? options, IReadOnlyDictionary<string, string>? metadata)
    {
        var query = options?.Concurrency is { } concurrency ? $"?concurrency={StateBody.Text(concurrency)}" : "";
        if (options?.Consistency is { } consistency)
            query += $"{(query.Length == 0 ? '?' : '&')}consistency={StateBody.Text(consistency)}";
        return $"{StatePath(storeName)}/{Escape(key)}{Query(metadata, query)}";
    }

    private static async Task<bool> WasWrittenAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.StatusCode is HttpStatusCode.Conflict)
            return false;
        return response.IsSuccessStatusCode ? true : throw await SidecarError.ReadAsync(response, ct);
    }
}
