using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.TaskHub;

namespace Platform.Dapr;

/// <summary>
/// Calls the sidecar over its HTTP API. Names and parameters are those of Dapr's .NET package. It never retries: retries are the
/// sidecar's, by Resiliency resources. Safe for concurrent use; one per app. Members are virtual so that a test can replace one.
/// </summary>
public partial class DaprClient : IDisposable
{
    internal const string TokenHeader = "dapr-api-token";

    private readonly HttpClient http;
    private readonly DaprClientOptions options;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="options">Where the sidecar is.</param>
    public DaprClient(DaprClientOptions options) : this(options, CreateHandler(options))
    {
    }

    /// <summary>Makes a client on another transport, for tests.</summary>
    /// <param name="options">Where the sidecar is.</param>
    /// <param name="handler">The transport; disposed with the client.</param>
    public DaprClient(DaprClientOptions options, HttpMessageHandler handler)
    {
        this.options = options;
        http = new(new ConnectFailures(handler)) { BaseAddress = options.HttpEndpoint, Timeout = options.Timeout };
        if (options.ApiToken is not null)
            http.DefaultRequestHeaders.TryAddWithoutValidation(TokenHeader, options.ApiToken);
    }

    /// <summary>How values become JSON.</summary>
    public JsonSerializerOptions JsonSerializerOptions => options.Json;

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the connections.</summary>
    /// <param name="disposing">False only from a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            http.Dispose();
    }

    private static SocketsHttpHandler CreateHandler(DaprClientOptions options) => new()
    {
        MaxConnectionsPerServer = options.MaxConnections,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
    };

    private JsonTypeInfo<T> Info<T>() => (JsonTypeInfo<T>)options.Json.GetTypeInfo(typeof(T));

    private static string Escape(string segment) => Uri.EscapeDataString(segment);

    private static string Query(IReadOnlyDictionary<string, string>? metadata, string first = "")
    {
        if (metadata is not { Count: > 0 })
            return first;
        var query = new StringBuilder(first);
        foreach (var (key, value) in metadata)
            query.Append(query.Length == 0 ? '?' : '&').Append("metadata.").Append(Escape(key)).Append('=').Append(Escape(value));
        return query.ToString();
    }

    /// <summary>Sends and returns a success; anything else becomes a <see cref="DaprException"/>.</summary>
    private async Task<HttpResponseMessage> CallAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await SidecarError.ReadAsync(response, ct);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken ct)
    {
        try
        {
            return await http.SendAsync(request, completion, ct);
        }
        catch (HttpRequestException e)
        {
            throw new DaprException($"The sidecar at {http.BaseAddress} cannot be reached: {e.Message}", e);
        }
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException)
        {
            throw new DaprException($"The sidecar at {http.BaseAddress} did not answer in time.", e);
        }
    }

    /// <summary>Sends a JSON body written by <paramref name="write"/> into a pooled buffer.</summary>
    private async Task<HttpResponseMessage> SendJsonAsync(
        HttpMethod method, string path, Action<Utf8JsonWriter> write, CancellationToken ct)
    {
        using var body = new PooledBody();
        using (var writer = new Utf8JsonWriter(body))
            write(writer);
        return await SendBytesAsync(method, path, body.WrittenMemory, ct);
    }

    private async Task<HttpResponseMessage> SendBytesAsync(HttpMethod method, string path, ReadOnlyMemory<byte> json, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContentOf(json) };
        return await SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
    }

    private async Task<HttpResponseMessage> CallJsonAsync(
        HttpMethod method, string path, Action<Utf8JsonWriter> write, CancellationToken ct)
    {
        var response = await SendJsonAsync(method, path, write, ct);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await SidecarError.ReadAsync(response, ct);
    }

    private static ReadOnlyMemoryContent JsonContentOf(ReadOnlyMemory<byte> json) =>
        new(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private async Task<T?> ReadAsync<T>(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.StatusCode is HttpStatusCode.NoContent)
            return default;
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        return body.Length == 0 ? default : await JsonSerializer.DeserializeAsync(body, Info<T>(), ct);
    }
}
