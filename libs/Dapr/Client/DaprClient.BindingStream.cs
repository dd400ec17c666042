namespace Platform.Dapr;

public partial class DaprClient
{
    /// <summary>Calls an output binding and copies what it returns while it arrives, for content that should not be held whole.</summary>
    /// <param name="request">The call.</param>
    /// <param name="destination">Takes the bytes; not closed.</param>
    /// <param name="ct">Stops waiting and copying.</param>
    /// <returns>When all bytes are copied.</returns>
    /// <exception cref="DaprException">The sidecar refused it, cannot be reached, or broke off; part may have been copied.</exception>
    public virtual async Task CopyBindingToAsync(BindingRequest request, Stream destination, CancellationToken ct = default)
    {
        using var body = new PooledBody();
        using (var writer = new System.Text.Json.Utf8JsonWriter(body))
            ComponentBody.WriteBinding(writer, request);
        using var message = new HttpRequestMessage(HttpMethod.Post, $"/v1.0/bindings/{Escape(request.BindingName)}")
        {
            Content = JsonContentOf(body.WrittenMemory),
        };
        using var response = await SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!response.IsSuccessStatusCode)
            throw await SidecarError.ReadAsync(response, ct);
        try
        {
            await response.Content.CopyToAsync(destination, ct);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            throw new DaprException($"The sidecar broke off in the middle of what {request.BindingName} returned: {e.Message}", e);
        }
    }
}
