using System.Net;
using System.Net.Http.Json;
using System.Text;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Workflows.Tests;

/// <summary>The service with a real sidecar and engine in this process, files, and an ingest of the test; a tenant for each test.</summary>
public sealed class WorkflowsFixture : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("workflows-");

    /// <summary>The clock of the service and its sidecar.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Configuration besides that of all tests.</summary>
    internal Dictionary<string, string> Settings { get; init; } = [];

    internal StubIngest Ingest { get; private set; } = null!;

    internal Service<WorkflowsOptions> Service { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Ingest = await StubIngest.StartAsync();
        Service = await Service<WorkflowsOptions>.StartAsync(
            new("workflows")
            {
                OtherApps = new() { ["ingest"] = Ingest.Port },
                Components = [ActivityRig.StorageOf(folder.FullName), ActorStores.InMemoryForAll],
                Settings = new(Settings)
                {
                    ["Workflows:ChunkRows"] = "100", ["Workflows:ChunksAtOnce"] = "2", ["Workflows:ChunksPerRun"] = "5",
                },
                Time = Time,
                SidecarTime = Time,
            },
            TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => Service.Host.IsUp("ingest"));
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Ingest.DisposeAsync();
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    internal HttpClient Client(string tenant, string? role = Roles.Admin) => Service.Client(role, tenant);

    /// <summary>Rows of the platform's own mapping.</summary>
    internal static string Rows(string prefix, int count) => "id,time,kind,amount,currency,account,counterparty\n" + string.Concat(
        Enumerable.Range(0, count).Select(n => $"{prefix}-{n},2026-01-01T00:00:00Z,payment,{n + 1}.5,EUR,c{n % 7},t1\n"));

    internal void Put(string tenant, string name, byte[] bytes)
    {
        var path = Path.Combine(folder.FullName, tenant, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    internal void Put(string tenant, string name, string text) => Put(tenant, name, Encoding.UTF8.GetBytes(text));

    internal string Text(string tenant, string name) => File.ReadAllText(Path.Combine(folder.FullName, tenant, name));

    internal bool HasLeftovers(string tenant, string id)
    {
        var path = Path.Combine(folder.FullName, tenant, ".imports", id);
        return Directory.Exists(path) && Directory.GetFiles(path).Length > 0;
    }

    internal static async Task<Import> StartAsync(HttpClient client, ImportRequest request)
    {
        using var response = await client.PostAsJsonAsync(
            "/imports", request, ContractsJson.Default.ImportRequest, TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode is HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.Import, TestContext.Current.CancellationToken))!;
    }

    internal static async Task<Import> GetAsync(HttpClient client, string id) =>
        (await client.GetFromJsonAsync($"/imports/{id}", ContractsJson.Default.Import, TestContext.Current.CancellationToken))!;

    internal static async Task<Import> UntilAsync(HttpClient client, string id, Func<Import, bool> holds, string what)
    {
        Import? seen = null;
        await Eventually.HoldsAsync(async () => holds(seen = await GetAsync(client, id)), what);
        return seen!;
    }

    internal static Task<Import> EndAsync(HttpClient client, string id) => UntilAsync(
        client, id, import => import.Status is ImportStatus.Completed or ImportStatus.Failed or ImportStatus.Cancelled, "the import ends");
}
