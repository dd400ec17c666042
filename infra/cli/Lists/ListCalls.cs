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
        gateway.CallAsync(HttpMethod.Get, "lists", null, ContractsJson.Default.ListOverview, ct);

    public Task<ListChange> AddAsync(string list, IEnumerable<string> values, string? reason, CancellationToken ct)
    {
        var entries = new NewListEntries([.. values.Select(value => new NewListEntry { Value = value, Reason = reason })]);
        return ChangeAsync($"{Uri.EscapeDataString(list)}/entries", entries, ContractsJson.Default.NewListEntries, ct);
    }

    public Task<ListChange> RemoveAsync(string list, IEnumerable<string> values, CancellationToken ct) => ChangeAsync(
        $"{Uri.EscapeDataString(list)}/entries/remove", new([.. values]), ContractsJson.Default.RemovedListValues, ct);

    private Task<ListChange> ChangeAsync<T>(string path, T body, JsonTypeInfo<T> info, CancellationToken ct) => gateway.CallAsync(
        HttpMethod.Post, $"lists/{path}", JsonSerializer.SerializeToUtf8Bytes(body, info), ContractsJson.Default.ListChange, ct);
}
