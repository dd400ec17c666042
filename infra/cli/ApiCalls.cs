using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Load.Sending;

namespace Platform.Cli;

/// <summary>Calls of the public API with JSON both ways.</summary>
internal static class ApiCalls
{
    /// <summary>What the gateway answers.</summary>
    /// <exception cref="GatewayException">The answer is not a 2xx.</exception>
    public static async Task<T> CallAsync<T>(
        this GatewayClient gateway, HttpMethod method, string path, byte[]? body, JsonTypeInfo<T> answer, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonOf(body) };
        using var response = await gateway.SendAsync(request, ct);
        await GatewayClient.EnsureAsync(response, ct);
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        return await JsonSerializer.DeserializeAsync(stream, answer, ct) ?? throw new JsonException("The gateway answered nothing.");
    }

    private static ByteArrayContent JsonOf(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
