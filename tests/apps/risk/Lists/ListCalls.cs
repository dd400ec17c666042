using System.Net;
using System.Net.Http.Json;
using Platform.Contracts;

namespace Platform.Risk.Tests.Lists;

/// <summary>Calls of the API of lists that are expected to succeed.</summary>
internal static class ListCalls
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task DefineAsync(this RiskHost host, string name, ListKind kind, ListField? field = null, string description = "")
    {
        using var saved = await host.Client().PutAsJsonAsync(
            $"/lists/{name}", new ListDefinition { Kind = kind, Field = field, Description = description },
            ContractsJson.Default.ListDefinition, Token);
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
    }

    public static async Task<ListChange> AddAsync(this RiskHost host, string name, params NewListEntry[] entries)
    {
        using var added = await host.TryAddAsync(name, entries);
        Assert.Equal(HttpStatusCode.OK, added.StatusCode);
        return (await added.Content.ReadFromJsonAsync(ContractsJson.Default.ListChange, Token))!;
    }

    public static Task<HttpResponseMessage> TryAddAsync(this RiskHost host, string name, params NewListEntry[] entries) =>
        host.Client().PostAsJsonAsync($"/lists/{name}/entries", new NewListEntries(entries), ContractsJson.Default.NewListEntries, Token);

    public static async Task<ListChange> RemoveAsync(this RiskHost host, string name, params string[] values)
    {
        using var removed = await host.Client().PostAsJsonAsync(
            $"/lists/{name}/entries/remove", new RemovedListValues(values), ContractsJson.Default.RemovedListValues, Token);
        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        return (await removed.Content.ReadFromJsonAsync(ContractsJson.Default.ListChange, Token))!;
    }

    public static async Task<ListOverview> ListsAsync(this RiskHost host) =>
        (await host.Client().GetFromJsonAsync("/lists", ContractsJson.Default.ListOverview, Token))!;

    public static async Task<ListEntryPage> EntriesAsync(this RiskHost host, string name, string query = "") =>
        (await host.Client().GetFromJsonAsync($"/lists/{name}/entries{query}", ContractsJson.Default.ListEntryPage, Token))!;

    public static NewListEntry Entry(string value, string? reason = null) => new() { Value = value, Reason = reason };
}
