using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts;
using Platform.Load.Sending;

namespace Platform.Cli.Imports;

/// <summary>The public API of imports.</summary>
internal sealed class ImportCalls(GatewayClient gateway)
{
    public Task<Import> StartAsync(ImportRequest request, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Default.ImportRequest);
        var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return SendAsync(new(HttpMethod.Post, "imports") { Content = content }, ContractsJson.Default.Import, ct);
    }

    public Task<Import> GetAsync(string id, CancellationToken ct) =>
        SendAsync(new(HttpMethod.Get, $"imports/{Uri.EscapeDataString(id)}"), ContractsJson.Default.Import, ct);

    /// <summary><c>pause</c>, <c>resume</c> or <c>cancel</c>.</summary>
    public Task<Import> ChangeAsync(string id, string verb, CancellationToken ct) =>
        SendAsync(new(HttpMethod.Post, $"imports/{Uri.EscapeDataString(id)}/{verb}"), ContractsJson.Default.Import, ct);

    private async Task<T> SendAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> info, CancellationToken ct)
    {
        using (request)
        using (var response = await gateway.SendAsync(request, ct))
        {
            await GatewayClient.EnsureAsync(response, ct);
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            return await JsonSerializer.DeserializeAsync(body, info, ct) ?? throw new JsonException("The gateway answered nothing.");
        }
    }
}
