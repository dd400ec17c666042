namespace Platform.Local.Sidecar;

/// <summary>Where an invocation goes: an app of this machine, a named endpoint or an outside address.</summary>
internal abstract class InvokeTarget
{
    public abstract Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct);

    /// <exception cref="HttpRequestException">Nobody is called that.</exception>
    public static InvokeTarget Of(InvokeAddress address, AppSidecar caller)
    {
        var path = address.Method;
        if (caller.Resources.Endpoints.TryGetValue(address.AppId, out var endpoint))
            return new Outside(endpoint.BaseUrl, endpoint.Headers, path, caller);
        if (caller.Directory.Find(address.AppId) is { } callee) return new App(callee, caller, path);
        if (Uri.TryCreate(address.AppId, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            return new Outside(url, new Dictionary<string, string>(), path, caller);
        throw new HttpRequestException($"couldn't find service: {address.AppId}");
    }

    private sealed class App(AppSidecar callee, AppSidecar caller, string path) : InvokeTarget
    {
        public override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            var channel = callee.Channel ?? throw new HttpRequestException("app channel is not initialized");
            request.RequestUri = new Uri(path, UriKind.Relative);
            request.Headers.TryAddWithoutValidation("dapr-caller-app-id", caller.AppId);
            request.Headers.TryAddWithoutValidation("dapr-callee-app-id", callee.AppId);
            request.Headers.TryAddWithoutValidation("dapr-caller-namespace", caller.Namespace);
            return channel.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        }
    }

    private sealed class Outside(Uri baseUrl, IReadOnlyDictionary<string, string> headers, string path, AppSidecar caller) : InvokeTarget
    {
        public override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            request.RequestUri = new Uri(baseUrl.AbsoluteUri.TrimEnd('/') + path, AppChannel.Verbatim);
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            return caller.Directory.Http.SendAsync(request, ct);
        }
    }
}
