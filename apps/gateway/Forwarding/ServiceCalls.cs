using System.Net;
using System.Net.Mime;
using Microsoft.Extensions.Options;
using Platform.Dapr;

namespace Platform.Gateway;

/// <summary>A call of a service.</summary>
/// <param name="Route">The route that asks for it.</param>
/// <param name="Path">Path and query within the service.</param>
/// <param name="Content">The body; null for none.</param>
internal sealed record ServiceCall(ForwardedRoute Route, string Path, HttpContent? Content);

/// <summary>Calls services through the sidecar. Live streams have connections of their own, so that they never starve requests.</summary>
internal sealed class ServiceCalls(IConfiguration configuration, IOptions<GatewayOptions> options) : IDisposable
{
    private const int MaxConnections = 512;

    private static readonly string[] RequestHeaders = ["Authorization", "Accept", "Last-Event-ID", "X-Tenant-ID"];

    private readonly DaprClient requests = ClientOf(configuration, options.Value, MaxConnections);
    private readonly DaprClient streams = ClientOf(configuration, options.Value, options.Value.MaxLiveStreams);

    /// <summary>Calls a service in the name of the caller.</summary>
    /// <returns>The service's answer, whatever its status, once its head is there; dispose it.</returns>
    /// <exception cref="DaprException">The sidecar or the service is away.</exception>
    public async Task<HttpResponseMessage> SendAsync(ServiceCall call, HttpContext context)
    {
        var client = call.Route.IsStream ? streams : requests;
        using var request = client.CreateInvokeMethodRequest(new(call.Route.Method), call.Route.App, call.Path);
        request.Content = call.Content;
        foreach (var name in RequestHeaders)
        {
            if (context.Request.Headers.TryGetValue(name, out var values))
            {
                request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        var response = await client.InvokeMethodWithResponseAsync(request, context.RequestAborted);
        if (!IsFromSidecar(response))
        {
            return response;
        }

        using (response)
        {
            throw new DaprException($"The service {call.Route.App} does not answer.")
            {
                StatusCode = HttpStatusCode.ServiceUnavailable,
                RetryAfter = response.Headers.RetryAfter?.Delta,
            };
        }
    }

    public void Dispose()
    {
        requests.Dispose();
        streams.Dispose();
    }

    // A service explains its failures as problem details; a 5xx in another form is the sidecar's, which found no service.
    private static bool IsFromSidecar(HttpResponseMessage response) =>
        (int)response.StatusCode >= 500 && response.Content.Headers.ContentType?.MediaType is not MediaTypeNames.Application.ProblemJson;

    private static DaprClient ClientOf(IConfiguration configuration, GatewayOptions options, int connections) => new(
        new DaprClientOptions
        {
            Timeout = TimeSpan.FromSeconds(options.ServiceTimeoutSeconds),
            MaxConnections = connections,
        }.ReadFrom(configuration));
}
