using System.Net.Http.Json;
using Platform.TaskHub;

namespace Platform.Dapr;

public partial class DaprClient
{
    /// <summary>Makes a request to another app, without body.</summary>
    /// <param name="httpMethod">The verb.</param>
    /// <param name="appId">The app.</param>
    /// <param name="methodName">Path within the app, may carry a query; a leading slash is allowed.</param>
    /// <returns>The request, for <see cref="InvokeMethodWithResponseAsync"/>; its owner disposes it.</returns>
    public virtual HttpRequestMessage CreateInvokeMethodRequest(HttpMethod httpMethod, string appId, string methodName) =>
        new(httpMethod, $"/v1.0/invoke/{Escape(appId)}/method/{methodName.TrimStart('/')}");

    /// <summary>Makes a request to another app, with a JSON body.</summary>
    /// <typeparam name="TRequest">Type of the body.</typeparam>
    /// <param name="httpMethod">The verb.</param>
    /// <param name="appId">The app.</param>
    /// <param name="methodName">Path within the app.</param>
    /// <param name="data">The body.</param>
    /// <returns>The request; its owner disposes it.</returns>
    public virtual HttpRequestMessage CreateInvokeMethodRequest<TRequest>(
        HttpMethod httpMethod, string appId, string methodName, TRequest data)
    {
        var request = CreateInvokeMethodRequest(httpMethod, appId, methodName);
        request.Content = JsonContent.Create(data, Info<TRequest>());
        return request;
    }

    /// <summary>
    /// Sends a request and returns the app's answer as it is, whatever its status, as soon as its head is there; the body streams.
    /// </summary>
    /// <param name="request">From <see cref="CreateInvokeMethodRequest(HttpMethod, string, string)"/>.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The answer; its owner disposes it.</returns>
    /// <exception cref="DaprException">The sidecar cannot be reached.</exception>
    public virtual Task<HttpResponseMessage> InvokeMethodWithResponseAsync(HttpRequestMessage request, CancellationToken ct = default) =>
        SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);

    /// <summary>Sends a request; the answer must be a success.</summary>
    /// <param name="request">From <see cref="CreateInvokeMethodRequest(HttpMethod, string, string)"/>.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When the app has answered.</returns>
    /// <exception cref="InvocationException">The app answered something else.</exception>
    public virtual async Task InvokeMethodAsync(HttpRequestMessage request, CancellationToken ct = default)
    {
        using var response = await InvokeSuccessAsync(request, ct);
    }

    /// <summary>Sends a request; the answer must be a success with a JSON body.</summary>
    /// <typeparam name="TResponse">Type of the body.</typeparam>
    /// <param name="request">From <see cref="CreateInvokeMethodRequest(HttpMethod, string, string)"/>.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The body; default when it is empty.</returns>
    /// <exception cref="InvocationException">The app answered something else.</exception>
    public virtual async Task<TResponse?> InvokeMethodAsync<TResponse>(HttpRequestMessage request, CancellationToken ct = default)
    {
        using var response = await InvokeSuccessAsync(request, ct);
        return await ReadAsync<TResponse>(response, ct);
    }

    /// <summary>Calls a method of another app with a JSON body.</summary>
    /// <typeparam name="TRequest">Type of the body.</typeparam>
    /// <typeparam name="TResponse">Type of the answer.</typeparam>
    /// <param name="httpMethod">The verb.</param>
    /// <param name="appId">The app.</param>
    /// <param name="methodName">Path within the app.</param>
    /// <param name="data">The body.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The answer; default when it is empty.</returns>
    /// <exception cref="InvocationException">The app answered no success.</exception>
    public virtual async Task<TResponse?> InvokeMethodAsync<TRequest, TResponse>(
        HttpMethod httpMethod, string appId, string methodName, TRequest data, CancellationToken ct = default)
    {
        using var request = CreateInvokeMethodRequest(httpMethod, appId, methodName, data);
        return await InvokeMethodAsync<TResponse>(request, ct);
    }

    /// <summary>A plain HTTP client whose relative paths are methods of one app; it has its own connections.</summary>
    /// <param name="appId">The app.</param>
    /// <returns>The client; keep one per app, its owner disposes it.</returns>
    public virtual HttpClient CreateInvokeHttpClient(string appId)
    {
        var client = new HttpClient(new ConnectFailures(CreateHandler(options)))
        {
            BaseAddress = new(options.HttpEndpoint, $"/v1.0/invoke/{Escape(appId)}/method/"),
            Timeout = options.Timeout,
        };
        if (options.ApiToken is not null)
            client.DefaultRequestHeaders.TryAddWithoutValidation(TokenHeader, options.ApiToken);
        return client;
    }

    private async Task<HttpResponseMessage> InvokeSuccessAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
        if (response.IsSuccessStatusCode)
            return response;
        var segments = (request.RequestUri?.ToString() ?? "").Split("/invoke/")[^1].Split("/method/", 2);
        throw new InvocationException(segments[0], segments[^1], await SidecarError.ReadAsync(response, ct), response)
        {
            StatusCode = response.StatusCode,
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
    }
}
