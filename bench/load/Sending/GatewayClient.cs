using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

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
        http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1) })
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
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token());
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            // .NET's transport throws it bare when the peer dies in the moment in which it is connected to.
            throw new HttpRequestException(HttpRequestError.ConnectionError, e.Message, e);
        }
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
