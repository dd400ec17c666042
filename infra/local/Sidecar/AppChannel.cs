namespace Platform.Local.Sidecar;

/// <summary>The way to one app: its address, its token, the limit on calls at once, and whether it is healthy.</summary>
internal sealed class AppChannel(LocalApp app, int port, LocalHostOptions options, HttpMessageInvoker http) : IAppChannel
{
    private const string TokenHeader = "dapr-api-token";

    private readonly SemaphoreSlim? slots = app.MaxConcurrency is > 0 and var most ? new SemaphoreSlim(most) : null;
    private readonly string address = $"http://127.0.0.1:{port}";
    private volatile bool healthy = app.HealthPath is null;

    public int Port => port;

    /// <summary>False only between a failed health probe and the next good one.</summary>
    public bool Healthy
    {
        get => healthy;
        set => healthy = value;
    }

    /// <summary>Sends to the app; a relative address is a path of the app.</summary>
    /// <exception cref="HttpRequestException">The app did not answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken ct)
    {
        if (!healthy) throw new HttpRequestException("app is not in a healthy state");
        request.RequestUri = Absolute(request.RequestUri);
        if (options.AppApiToken is { } token) request.Headers.TryAddWithoutValidation(TokenHeader, token);
        if (slots is null) return await SendNowAsync(request, completion, ct);
        await slots.WaitAsync(ct);
        try
        {
            return await SendNowAsync(request, completion, ct);
        }
        finally
        {
            slots.Release();
        }
    }

    /// <summary>A health probe: past the limit, the health flag and the token.</summary>
    public async Task<bool> ProbeAsync(string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Absolute(new Uri(path, UriKind.Relative)));
        using var response = await http.SendAsync(request, ct);
        return response.IsSuccessStatusCode;
    }

    private async Task<HttpResponseMessage> SendNowAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken ct)
    {
        var response = await http.SendAsync(request, ct);
        if (completion is HttpCompletionOption.ResponseContentRead) await response.Content.LoadIntoBufferAsync(ct);
        return response;
    }

    // Paths go out exactly as they came in; Uri's own clean-up would change escapes.
    private Uri Absolute(Uri? path)
    {
        if (path is { IsAbsoluteUri: true }) return path;
        var text = path?.OriginalString ?? "/";
        return new Uri(text.StartsWith('/') ? address + text : $"{address}/{text}", Verbatim);
    }

    public static UriCreationOptions Verbatim { get; } = new() { DangerousDisablePathAndQueryCanonicalization = true };
}
