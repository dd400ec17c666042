using System.Net;
using System.Net.Http.Json;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Trainer.Tests;

/// <summary>The service with a real sidecar and engine in this process, files, and a risk and a models of the test.</summary>
public sealed class TrainerFixture : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("trainer-");
    private StubHost risk = null!;
    private StubHost models = null!;

    internal StubRisk Risk { get; } = new();

    internal StubModels Models { get; } = new();

    /// <summary>Where workflows are kept.</summary>
    internal string Store { get; init; } = ActorStores.InMemoryForAll;

    internal Service<TrainerOptions> Service { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (risk, models) = (await StubHost.StartAsync(Risk.Map), await StubHost.StartAsync(Models.Map));
        await StartAsync();
    }

    /// <summary>Ends the service and its sidecar where they are, and starts others.</summary>
    internal async Task RestartAsync()
    {
        await Service.DisposeAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await risk.DisposeAsync();
        await models.DisposeAsync();
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A tenant whose retrainings wait for risk until the test lets them go on; then they find no events.</summary>
    internal (HttpClient Client, TaskCompletionSource Gate) Waiting(string tenant) =>
        (Service.Client(Roles.Admin, tenant), Risk.Waiting.GetOrAdd(tenant, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)));

    internal static async Task<RetrainingRun> StartAsync(HttpClient client, RetrainingRequest request)
    {
        using var answer = await client.PostAsJsonAsync("/ml/retraining", request, ContractsJson.Default.RetrainingRequest, Ct);
        Assert.True(answer.StatusCode is HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(Ct));
        var run = (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.RetrainingRun, Ct))!;
        Assert.Equal($"/api/v1/ml/retraining/{run.Id}", answer.Headers.Location?.ToString());
        return run;
    }

    internal static async Task<RetrainingRun> GetAsync(HttpClient client, string id) =>
        (await client.GetFromJsonAsync($"/ml/retraining/{id}", ContractsJson.Default.RetrainingRun, Ct))!;

    internal static async Task<IReadOnlyList<RetrainingRun>> ListAsync(HttpClient client) =>
        (await client.GetFromJsonAsync("/ml/retraining", ContractsJson.Default.RetrainingRuns, Ct))!.Runs;

    internal static async Task<RetrainingRun> EndAsync(HttpClient client, string id)
    {
        RetrainingRun? run = null;
        await Eventually.HoldsAsync(async () => (run = await GetAsync(client, id)).Status is not RetrainingStatus.Running, "it ends");
        return run!;
    }

    private async Task StartAsync()
    {
        Service = await Service<TrainerOptions>.StartAsync(
            new("trainer")
            {
                OtherApps = new() { ["risk"] = risk.Port, ["models"] = models.Port },
                Components = [TrainerRig.StorageOf(folder.FullName), Store],
                Settings = new() { ["Trainer:Scratch"] = Path.Combine(folder.FullName, "scratch") },
            },
            Ct);
        await Eventually.HoldsAsync(() => Service.Host.IsUp("risk") && Service.Host.IsUp("models"));
    }
}
