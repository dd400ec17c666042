using System.Net;
using System.Net.Http.Headers;
using Platform.TaskHub;

namespace Platform.Load.Sending;

/// <summary>One pooled HTTP client for the platform's public API.</summary>
public sealed class GatewayClient : IDisposable
{
    private const int LongestProblem = 2_000;

    private readonly GatewayOptions options;
    private readonly HttpClient http;

    /// <summary>Connects on first use.</summary>
    public GatewayClient(GatewayOptions options)
    {
        this.options = options;
        var sockets = new SocketsHttpHandler
        {
            UseCookies = false, UseProxy = false, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        };
        http = new(new ConnectFailures(sockets))
        {
            BaseAddress = new(options.Gateway, "/api/v1/"),
            // Streams live for ever; every single call has its own limit.
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>The clock of schedules and waits.</summary>
    public TimeProvider Time => options.Time;

    /// <summary>Sends a request with the token; the answer's body is left to be streamed.</summary>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token());
        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    /// <summary>Throws what the gateway said when an answer is not a success.</summary>
    /// <exception cref="GatewayException">The answer is not a 2xx.</exception>
    public static async Task EnsureAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.IsSuccessStatusCode) return;

        var problem = await response.Content.ReadAsStringAsync(ct).ConfigureAwait(false);
        throw new GatewayException(response.StatusCode, problem.Length > LongestProblem ? problem[..LongestProblem] : problem);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}

/// <summary>The gateway refused a request for good.</summary>
public sealed class GatewayException(HttpStatusCode status, string problem)
    : Exception($"The gateway answered {(int)status} {status}: {problem}")
{
    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status => status;
}
