using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts;
using Platform.Load.Sending;

namespace Platform.Cli.Models;

/// <summary>The public API of models.</summary>
internal sealed class ModelCalls(GatewayClient gateway)
{
    public Task<ModelList> ListAsync(CancellationToken ct) =>
        SendAsync(new(HttpMethod.Get, "ml/models"), ContractsJson.Default.ModelList, ct);

    public Task<ModelView> AddAsync(byte[] file, CancellationToken ct) =>
        SendAsync(new(HttpMethod.Post, "ml/models") { Content = JsonOf(file) }, ContractsJson.Default.ModelView, ct);

    public Task<ModelList> ActivateAsync(string version, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new ModelChoice(version), ContractsJson.Default.ModelChoice);
        return SendAsync(new(HttpMethod.Post, "ml/models/activate") { Content = JsonOf(body) }, ContractsJson.Default.ModelList, ct);
    }

    private static ByteArrayContent JsonOf(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

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
