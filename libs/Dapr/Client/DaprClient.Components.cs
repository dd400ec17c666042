using System.Globalization;
using System.Text.Json;

namespace Platform.Dapr;

public partial class DaprClient
{
    /// <summary>Calls an output binding and ignores what it returns.</summary>
    /// <typeparam name="TRequest">Type of the data.</typeparam>
    /// <param name="bindingName">The component.</param>
    /// <param name="operation">What to do, e.g. <c>create</c>.</param>
    /// <param name="data">The data.</param>
    /// <param name="metadata">Metadata for the component; null for none.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it is done.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual Task InvokeBindingAsync<TRequest>(
        string bindingName, string operation, TRequest data, IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken ct = default) =>
        InvokeBindingAsync(BindingRequestOf(bindingName, operation, data, metadata), ct);

    /// <summary>Calls an output binding that returns JSON.</summary>
    /// <typeparam name="TRequest">Type of the data.</typeparam>
    /// <typeparam name="TResponse">Type of what it returns.</typeparam>
    /// <param name="bindingName">The component.</param>
    /// <param name="operation">What to do.</param>
    /// <param name="data">The data.</param>
    /// <param name="metadata">Metadata for the component; null for none.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>What it returned; default for nothing.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task<TResponse?> InvokeBindingAsync<TRequest, TResponse>(
        string bindingName, string operation, TRequest data, IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken ct = default)
    {
        var response = await InvokeBindingAsync(BindingRequestOf(bindingName, operation, data, metadata), ct);
        return response.Data.IsEmpty ? default : JsonSerializer.Deserialize(response.Data.Span, Info<TResponse>());
    }

    /// <summary>Calls an output binding with bytes.</summary>
    /// <param name="request">The call.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>What it answered.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task<BindingResponse> InvokeBindingAsync(BindingRequest request, CancellationToken ct = default)
    {
        using var response = await CallJsonAsync(
            HttpMethod.Post, $"/v1.0/bindings/{Escape(request.BindingName)}", w => ComponentBody.WriteBinding(w, request), ct);
        var metadata = response.Headers.Where(h => h.Key.StartsWith("metadata.", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(h => h.Key["metadata.".Length..], h => string.Join(",", h.Value));
        return new(request, await response.Content.ReadAsByteArrayAsync(ct), metadata);
    }

    /// <summary>Reads a secret.</summary>
    /// <param name="storeName">The secret store.</param>
    /// <param name="key">The secret.</param>
    /// <param name="metadata">Metadata for the store; null for none.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>Its values by name; single-valued stores have one, named like the secret.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task<Dictionary<string, string>> GetSecretAsync(
        string storeName, string key, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken ct = default) =>
        await GetAsync<Dictionary<string, string>>($"/v1.0/secrets/{Escape(storeName)}/{Escape(key)}{Query(metadata)}", ct) ?? [];

    /// <summary>Reads every secret the app may see.</summary>
    /// <param name="storeName">The secret store.</param>
    /// <param name="metadata">Metadata for the store; null for none.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>Values by secret and name.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task<Dictionary<string, Dictionary<string, string>>> GetBulkSecretAsync(
        string storeName, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken ct = default) =>
        await GetAsync<Dictionary<string, Dictionary<string, string>>>($"/v1.0/secrets/{Escape(storeName)}/bulk{Query(metadata)}", ct)
            ?? [];

    /// <summary>Reads configuration values.</summary>
    /// <param name="storeName">The configuration store.</param>
    /// <param name="keys">The keys; none for all.</param>
    /// <param name="metadata">Metadata for the store; null for none.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The values that are there.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task<GetConfigurationResponse> GetConfiguration(
        string storeName, IReadOnlyList<string> keys, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, ConfigurationPath(storeName, "", keys, metadata));
        using var response = await CallAsync(request, ct);
        return new(ComponentBody.ReadConfiguration(await response.Content.ReadAsByteArrayAsync(ct)));
    }

    /// <summary>Asks the sidecar to tell the app of changes; they arrive where <c>MapConfigurationUpdates</c> listens.</summary>
    /// <param name="storeName">The configuration store.</param>
    /// <param name="keys">The keys; none for all.</param>
    /// <param name="metadata">Metadata for the store; null for none.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The subscription.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task<SubscribeConfigurationResponse> SubscribeConfiguration(
        string storeName, IReadOnlyList<string> keys, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken ct = default)
    {
        var answer = await GetAsync<Dictionary<string, string>>(ConfigurationPath(storeName, "/subscribe", keys, metadata), ct);
        return new(answer is not null && answer.TryGetValue("id", out var id)
            ? id : throw new DaprException("The sidecar gave no subscription id."));
    }

    /// <summary>Ends a subscription to configuration changes.</summary>
    /// <param name="storeName">The configuration store.</param>
    /// <param name="id">The subscription.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>True when it has ended.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task<bool> UnsubscribeConfiguration(string storeName, string id, CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1.0/configuration/{Escape(storeName)}/{Escape(id)}/unsubscribe");
        using var response = await CallAsync(request, ct);
        return ComponentBody.ReadFlag(await response.Content.ReadAsByteArrayAsync(ct), "ok");
    }

    /// <summary>Asks for a lock; it is not re-entrant.</summary>
    /// <param name="storeName">The lock component.</param>
    /// <param name="resourceId">What to lock.</param>
    /// <param name="lockOwner">Who asks, unique per attempt.</param>
    /// <param name="expiryInSeconds">When it is given back by itself; above 0.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>Whether the lock is now the owner's.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task<TryLockResponse> Lock(
        string storeName, string resourceId, string lockOwner, int expiryInSeconds, CancellationToken ct = default)
    {
        using var response = await CallJsonAsync(
            HttpMethod.Post, $"/v1.0-alpha1/lock/{Escape(storeName)}",
                w => ComponentBody.WriteLock(w, resourceId, lockOwner, expiryInSeconds), ct);
        var success = ComponentBody.ReadFlag(await response.Content.ReadAsByteArrayAsync(ct), "success");
        return new(storeName, resourceId, lockOwner, success);
    }

    /// <summary>Gives a lock back.</summary>
    /// <param name="storeName">The lock component.</param>
    /// <param name="resourceId">What is locked.</param>
    /// <param name="lockOwner">Who holds it.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>What happened.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task<UnlockResponse> Unlock(
        string storeName, string resourceId, string lockOwner, CancellationToken ct = default)
    {
        using var response = await CallJsonAsync(
            HttpMethod.Post, $"/v1.0-alpha1/unlock/{Escape(storeName)}", w => ComponentBody.WriteLock(w, resourceId, lockOwner, null), ct);
        return new(ComponentBody.ReadLockStatus(await response.Content.ReadAsByteArrayAsync(ct)));
    }

    private async Task<T?> GetAsync<T>(string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await CallAsync(request, ct);
        return await ReadAsync<T>(response, ct);
    }

    private BindingRequest BindingRequestOf<TRequest>(
        string bindingName, string operation, TRequest data, IReadOnlyDictionary<string, string>? metadata) =>
        new(bindingName, operation)
        {
            Data = JsonSerializer.SerializeToUtf8Bytes(data, Info<TRequest>()),
            Metadata = metadata ?? new Dictionary<string, string>(),
        };

    private static string ConfigurationPath(
        string storeName, string verb, IReadOnlyList<string> keys, IReadOnlyDictionary<string, string>? metadata)
    {
        var query = string.Join('&', keys.Select(key => string.Create(CultureInfo.InvariantCulture, $"key={Escape(key)}")));
        return $"/v1.0/configuration/{Escape(storeName)}{verb}{Query(metadata, query.Length == 0 ? "" : "?" + query)}";
    }
}
