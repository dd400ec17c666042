using System.Net.Http.Headers;
using System.Text.Json;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Hosting;

/// <summary>Calls of another service in the name of a tenant: the other side of <see cref="ForTenant"/>.</summary>
public static class TenantCalls
{
    /// <summary>A call of a route below <c>/internal/for/{tenant}</c>.</summary>
    /// <param name="dapr">The sidecar.</param>
    /// <param name="method">The method.</param>
    /// <param name="app">The service.</param>
    /// <param name="route">In whose name, and the rest of the path, without a slash before it.</param>
    /// <param name="json">The body; null for none, or for one that is set afterwards.</param>
    /// <returns>The request; its owner disposes it.</returns>
    public static HttpRequestMessage CreateTenantRequest(
        this DaprClient dapr, HttpMethod method, string app, (TenantId Tenant, string Path) route, ReadOnlyMemory<byte>? json = null)
    {
        var request = dapr.CreateInvokeMethodRequest(method, app, $"{ForTenant.Root}/{route.Tenant}/{route.Path}");
        if (json is { } body)
            request.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

        return request;
    }

    /// <summary>Why a service refuses, from the problem that it answered.</summary>
    /// <param name="answer">The answer; its body is read.</param>
    /// <param name="otherwise">What is said when the answer does not say why.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <returns>The reason, in plain words.</returns>
    /// <exception cref="JsonException">The answer is no problem document.</exception>
    public static async Task<string> ReadReasonAsync(this HttpResponseMessage answer, string otherwise, CancellationToken ct)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        using var problem = await JsonDocument.ParseAsync(body, cancellationToken: ct);
        return (problem.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() : null) ?? otherwise;
    }
}
