using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Local;

namespace Platform.Dapr.Tests.Cookbooks;

/// <summary>The app of docs/cookbooks/write-a-workflow.md on the one-machine host: steered by code and over HTTP, and crashing.</summary>
public sealed class ReviewsHostTests : IAsyncLifetime
{
    private readonly ManualTime time = new();
    private readonly Bank bank = new();
    private LocalHost host = null!;
    private WebApplication app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DaprWorkflowClient Workflows => app.Services.GetRequiredService<DaprWorkflowClient>();

    public async ValueTask InitializeAsync()
    {
        host = await LocalHost.StartAsync(new() { Apps = [new("reviews")], Resources = [ActorStores.InMemory], Time = time }, Ct);
        app = await StartAppAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_review_goes_from_the_apps_route_to_the_verdict_and_survives_its_app()
    {
        bank.Hits.Add("mule-accounts");
        using var started = await PostAsync("/reviews", new Suspicion("p-1", 950));
        await Eventually.HoldsAsync(async () => await StepAsync() is "with an analyst");
        using var again = await PostAsync("/reviews", new Suspicion("p-1", 950));
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Conflict), (started.StatusCode, again.StatusCode));

        await app.DisposeAsync();
        app = await StartAppAsync();
        await Eventually.HoldsAsync(() => bank.Done.Any(what => what.StartsWith("tell analysts", StringComparison.Ordinal)));
        using var answered = await PostAsync("/reviews/p-1/answer", new Answer(IsFraud: false, "ada"));

        var end = await Workflows.WaitForWorkflowCompletionAsync("review-p-1", ct: Ct);
        Assert.Equal(new Verdict(IsReleased: true, "no fraud, says ada"), end.ReadOutputAs<Verdict>());
        Assert.Equal(
            ["hold p-1", "release p-1", "tell analysts: p-1, 950: mule-accounts (round 1)", "tell cardholder: p-1 is held"],
            bank.Done);
    }

    [Fact]
    public async Task Code_starts_watches_raises_pauses_and_ends()
    {
        bank.Hits.Add("sanctions");
        var workflows = Workflows;

        await workflows.ScheduleNewWorkflowAsync(nameof(ReviewPayment), "review-p-1", new Suspicion("p-1", 950, Version: 2), ct: Ct);
        await Eventually.HoldsAsync(async () => await StepAsync() is "with an analyst");

        await workflows.SuspendWorkflowAsync("review-p-1-question", "ada is on holiday", Ct);
        await workflows.RaiseEventAsync("review-p-1-question", "answer", new Answer(IsFraud: false, "ada"), Ct);
        var paused = await workflows.GetWorkflowStateAsync("review-p-1-question", ct: Ct);
        Assert.Equal(WorkflowRuntimeStatus.Suspended, paused?.RuntimeStatus);

        await workflows.ResumeWorkflowAsync("review-p-1-question", ct: Ct);
        var end = await workflows.WaitForWorkflowCompletionAsync("review-p-1", ct: Ct);
        Assert.True(end.ReadOutputAs<Verdict>()?.IsReleased);

        await workflows.ScheduleNewWorkflowAsync(nameof(ReviewPayment), "review-p-2", new Suspicion("p-2", 950, Version: 2), ct: Ct);
        await workflows.TerminateWorkflowAsync("review-p-2", new Verdict(IsReleased: true, "a mistake of ours"), Ct);
        await workflows.PurgeInstanceAsync("review-p-2", Ct);
        Assert.Null(await workflows.GetWorkflowStateAsync("review-p-2", ct: Ct));
    }

    [Fact]
    public async Task Anyone_may_steer_over_the_sidecars_HTTP()
    {
        bank.Hits.Add("sanctions");
        using var sidecar = new HttpClient { BaseAddress = host.HttpEndpoint("reviews") };

        await PostAsync(sidecar, "ReviewPayment/start?instanceID=review-p-1", """{"payment":"p-1","amount":950,"version":2}""");
        await Eventually.HoldsAsync(async () => await StatusAsync(sidecar, "review-p-1-question") is "RUNNING");
        await PostAsync(sidecar, "review-p-1-question/pause");
        await Eventually.HoldsAsync(async () => await StatusAsync(sidecar, "review-p-1-question") is "SUSPENDED");
        await PostAsync(sidecar, "review-p-1-question/resume");
        await PostAsync(sidecar, "review-p-1-question/raiseEvent/answer", """{"isFraud":false,"by":"ada"}""");
        await Eventually.HoldsAsync(async () => await StatusAsync(sidecar, "review-p-1") is "COMPLETED");

        await PostAsync(sidecar, "ReviewPayment/start?instanceID=review-p-2", """{"payment":"p-2","amount":950,"version":2}""");
        await PostAsync(sidecar, "review-p-2/terminate");
        await Eventually.HoldsAsync(async () => await StatusAsync(sidecar, "review-p-2") is "TERMINATED");
        await PostAsync(sidecar, "review-p-2/purge");
        Assert.Null(await StatusAsync(sidecar, "review-p-2"));
    }

    private async Task<WebApplication> StartAppAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IBank>(bank);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["DAPR_GRPC_PORT"] = host.GrpcPort("reviews").ToString(CultureInfo.InvariantCulture),
        });
        var started = ReviewsApp.Build(builder);
        await started.StartAsync(Ct);
        return started;
    }

    private async Task<string?> StepAsync() =>
        (await Workflows.GetWorkflowStateAsync("review-p-1", ct: Ct))?.ReadCustomStatusAs<string>();

    private async Task<HttpResponseMessage> PostAsync<T>(string path, T body)
    {
        using var http = new HttpClient { BaseAddress = new(app.Urls.First()) };
        return await http.PostAsJsonAsync(path, body, Ct);
    }

    private static async Task PostAsync(HttpClient sidecar, string path, string json = "")
    {
        using var response = await sidecar.PostAsync($"/v1.0/workflows/dapr/{path}", new StringContent(json), Ct);
        Assert.True(response.StatusCode is HttpStatusCode.Accepted, $"{path}: {response.StatusCode}");
    }

    private static async Task<string?> StatusAsync(HttpClient sidecar, string id)
    {
        using var response = await sidecar.GetAsync($"/v1.0/workflows/dapr/{id}", Ct);
        return (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))?["runtimeStatus"];
    }
}
