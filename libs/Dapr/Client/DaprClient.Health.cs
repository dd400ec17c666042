using System.Text.Json;

namespace Platform.Dapr;

public partial class DaprClient
{
    private static readonly TimeSpan probeInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Whether the sidecar and the app are ready. An app that is starting asks <see cref="CheckOutboundHealthAsync"/> instead.
    /// </summary>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>False also when the sidecar cannot be reached.</returns>
    public virtual Task<bool> CheckHealthAsync(CancellationToken ct = default) => ProbeAsync("/v1.0/healthz", ct);

    /// <summary>Whether the sidecar can be called, although the app may not be ready yet.</summary>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>False also when the sidecar cannot be reached.</returns>
    public virtual Task<bool> CheckOutboundHealthAsync(CancellationToken ct = default) => ProbeAsync("/v1.0/healthz/outbound", ct);

    /// <summary>Waits until the sidecar can be called; asks five times a second.</summary>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it can be called.</returns>
    public virtual async Task WaitForSidecarAsync(CancellationToken ct = default)
    {
        while (!await CheckOutboundHealthAsync(ct))
            await Task.Delay(probeInterval, ct);
    }

    /// <summary>Asks the sidecar to stop.</summary>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it has agreed.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task ShutdownSidecarAsync(CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1.0/shutdown");
        using var response = await CallAsync(request, ct);
    }

    /// <summary>What the sidecar says of itself.</summary>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>Its id, version, attributes and components.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task<DaprMetadata> GetMetadataAsync(CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1.0/metadata");
        using var response = await CallAsync(request, ct);
        using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(ct));
        var root = json.RootElement;
        return new(
            ComponentBody.ReadText(root, "id"),
            ComponentBody.ReadText(root, "runtimeVersion"),
            ComponentBody.ReadTexts(root, "extended"),
            root.TryGetProperty("components", out var list) ? [.. list.EnumerateArray().Select(ReadComponent)] : []);
    }

    /// <summary>Sets a free attribute of the sidecar.</summary>
    /// <param name="attributeName">Its name.</param>
    /// <param name="attributeValue">Its value.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it is set.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task SetMetadataAsync(string attributeName, string attributeValue, CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/v1.0/metadata/{Escape(attributeName)}")
        {
            Content = new StringContent(attributeValue),
        };
        using var response = await CallAsync(request, ct);
    }

    private static DaprComponentsMetadata ReadComponent(JsonElement component) => new(
        ComponentBody.ReadText(component, "name"),
        ComponentBody.ReadText(component, "type"),
        ComponentBody.ReadText(component, "version"),
        component.TryGetProperty("capabilities", out var list) ? [.. list.EnumerateArray().Select(c => c.ToString())] : []);

    private async Task<bool> ProbeAsync(string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        try
        {
            using var response = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return response.IsSuccessStatusCode;
        }
        catch (DaprException)
        {
            return false;
        }
    }
}
