using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts;
using Platform.Load.Sending;

namespace Platform.Cli.Lists;

/// <summary>The public API of lists.</summary>
internal sealed class ListCalls(GatewayClient gateway)
{
    /// <summary>Values that one call takes.</summary>
    public const int MostValues = 5_000;

    public Task<ListOverview> AllAsync(CancellationToken ct) =>
        SendAsync(new(HttpMethod.Get, "lists"), ContractsJson.Default.ListOverview, ct);

    public Task<ListChange> AddAsync(string list, IEnumerable<string> values, string? reason, CancellationToken ct)
    {
        var entries = new NewListEntries([.. values.Select(value => new NewListEntry { Value = value, Reason = reason })]);
        return SendAsync(Post(list, "entries", entries, ContractsJson.Default.NewListEntries), ContractsJson.Default.ListChange, ct);
    }

    public Task<ListChange> RemoveAsync(string list, IEnumerable<string> values, CancellationToken ct) => SendAsync(
        Post(list, "entries/remove", new([.. values]), ContractsJson.Default.RemovedListValues), ContractsJson.Default.ListChange, ct);

    private static HttpRequestMessage Post<T>(string list, string path, T body, JsonTypeInfo<T> info) =>
        new(HttpMethod.Post, $"lists/{Uri.EscapeDataString(list)}/{path}")
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, info))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };

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
