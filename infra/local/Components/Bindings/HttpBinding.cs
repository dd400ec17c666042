using System.Globalization;

namespace Platform.Local.Components;

/// <summary>bindings.http: calls an outside address.</summary>
internal sealed class HttpBinding : IOutputBinding
{
    private const string Json = "application/json; charset=utf-8";

    private readonly string url;
    private readonly long maxBody;
    private readonly bool errorIfNot2xx;
    private readonly (string Header, string Token)? security;
    private readonly HttpClient http;

    public HttpBinding(ComponentContext context)
    {
        var metadata = context.Metadata;
        url = metadata.Required("url");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
            throw ComponentMetadata.Wrong("url", $"must be an http:// or https:// address, not '{url}'");
        maxBody = ByteSize.Parse(metadata, "maxResponseBodySize", 100 << 20);
        errorIfNot2xx = metadata.Flag("errorIfNot2XX", true);
        security = metadata.Text("securityToken") is { } token ? (metadata.Required("securityTokenHeader"), token) : null;
        http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, ActivityHeadersPropagator = null })
        {
            Timeout = metadata.Duration("responseTimeout", Timeout.InfiniteTimeSpan, TimeSpan.FromSeconds(1)),
            MaxResponseContentBufferSize = maxBody,
        };
    }

    public IReadOnlyList<string> Capabilities => ["OUTPUT_BINDING"];

    public IReadOnlyList<string> Operations => ["create", "get", "head", "post", "put", "patch", "delete", "options", "trace"];

    public Task InitAsync(CancellationToken ct) => Task.CompletedTask;

    public async Task<BindingResponse> InvokeAsync(
        string operation, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken ct)
    {
        using var request = Request(operation, data, metadata);
        using var response = await http.SendAsync(request, ct);
        var body = await response.Content.ReadAsByteArrayAsync(ct);
        var strict = metadata.TryGetValue("errorIfNot2XX", out var text)
            ? !text.Equals("false", StringComparison.OrdinalIgnoreCase)
            : errorIfNot2xx;
        if (strict && !response.IsSuccessStatusCode)
            throw new HttpRequestException($"received status code {(int)response.StatusCode}", null, response.StatusCode);
        return new BindingResponse(body, Describe(response));
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    private HttpRequestMessage Request(string operation, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata)
    {
        var verb = operation is "create" ? "POST" : operation.ToUpperInvariant();
        var path = metadata.GetValueOrDefault("path", "");
        var request = new HttpRequestMessage(new HttpMethod(verb), path.Length == 0 ? url : $"{url.TrimEnd('/')}/{path.TrimStart('/')}");
        if (verb is "POST" or "PUT" or "PATCH" or "DELETE")
        {
            request.Content = new ReadOnlyMemoryContent(data);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", metadata.GetValueOrDefault("Content-Type", Json));
        }

        request.Headers.TryAddWithoutValidation("Accept", metadata.GetValueOrDefault("Accept", Json));
        foreach (var (name, value) in metadata.Where(IsHeader)) request.Headers.TryAddWithoutValidation(name, value);
        if (security is var (header, token)) request.Headers.TryAddWithoutValidation(header, token);
        return request;
    }

    private static bool IsHeader(KeyValuePair<string, string> entry) =>
        entry.Key.Length > 0 && (char.IsUpper(entry.Key[0]) || entry.Key is "traceparent" or "tracestate")
        && entry.Key is not ("Content-Type" or "Accept");

    private static Dictionary<string, string> Describe(HttpResponseMessage response)
    {
        var metadata = new Dictionary<string, string>
        {
            ["statusCode"] = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture),
            ["status"] = $"{(int)response.StatusCode} {response.ReasonPhrase}",
        };
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers)) metadata[name] = string.Join(", ", values);
        return metadata;
    }
}
