namespace Platform.Dapr;

public partial class DaprClient
{
    /// <summary>Sends to the actor API and returns whatever comes; what belongs to the running call into an actor goes with it.</summary>
    internal async Task<HttpResponseMessage> SendActorAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte>? json, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path) { Content = json is { } body ? JsonContentOf(body) : null };
        ActorTurn.Current?.PassOn(request);
        return await SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
    }

    /// <summary>Sends to the actor API; anything but a success becomes a <see cref="DaprException"/>.</summary>
    internal async Task<HttpResponseMessage> CallActorAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte>? json, CancellationToken ct)
    {
        var response = await SendActorAsync(method, path, json, ct);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await SidecarError.ReadAsync(response, ct);
    }
}
