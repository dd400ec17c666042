using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Platform.Dapr;

namespace Platform.Bench.Scenarios;

/// <summary>Workflows of sequential activities, one worker: how long one takes alone, and how many activities a second many make.</summary>
internal sealed class WorkflowSpeed : IScenario
{
    private const string Chain = "Chain";
    private const string Step = "Step";
    private const int ActivitiesAlone = 3;
    private const int ActivitiesEach = 10;

    // Who starts an instance waits until its first turn has run; so many wait at once.
    private const int Starters = 100;

    public string Name => "workflow";

    public string Purpose => "chains of activities: one alone, then a thousand at once, PostgreSQL";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        await using var host = await DurableHost.StartAsync(stage, Name, Add, _ => { }, ct);
        var client = host.Services.GetRequiredService<DaprWorkflowClient>();
        await RunManyAsync(client, stage.Quick ? 50 : 300, ct);

        var latencies = await RunAloneAsync(client, stage.Quick ? 50 : 300, ct);
        stage.Figures.Set("workflow_latency_p50_ms", latencies.At(0.5));
        stage.Figures.Set("workflow_latency_p99_ms", latencies.At(0.99));

        var count = stage.Quick ? 200 : 1_000;
        var elapsed = await RunManyAsync(client, count, ct);
        stage.Figures.Set("workflow_activities_per_s", count * ActivitiesEach / elapsed.TotalSeconds);
    }

    private static void Add(IServiceCollection services) => services.AddDaprWorkflow(o =>
    {
        o.RegisterWorkflow<int, int>(Chain, ChainAsync);
        o.RegisterActivity<int, int>(Step, (_, number) => Task.FromResult(number + 1));
    });

    private static async Task<int> ChainAsync(WorkflowContext context, int length)
    {
        var number = 0;
        while (number < length) number = await context.CallActivityAsync<int>(Step, number);
        return number;
    }

    private static async Task<Percentiles> RunAloneAsync(DaprWorkflowClient client, int count, CancellationToken ct)
    {
        var latencies = new double[count];
        for (var i = 0; i < count; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await EndAsync(client, await client.ScheduleNewWorkflowAsync(Chain, input: ActivitiesAlone, ct: ct), ActivitiesAlone, ct);
            latencies[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        return new(latencies);
    }

    private static async Task<TimeSpan> RunManyAsync(DaprWorkflowClient client, int count, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        using var starters = new SemaphoreSlim(Starters);
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => OneAsync()));
        return Stopwatch.GetElapsedTime(started);

        async Task OneAsync()
        {
            await starters.WaitAsync(ct);
            var id = await client.ScheduleNewWorkflowAsync(Chain, input: ActivitiesEach, ct: ct);
            starters.Release();
            await EndAsync(client, id, ActivitiesEach, ct);
        }
    }

    private static async Task EndAsync(DaprWorkflowClient client, string id, int length, CancellationToken ct)
    {
        var end = await client.WaitForWorkflowCompletionAsync(id, ct: ct);
        if (end.RuntimeStatus is not WorkflowRuntimeStatus.Completed || end.ReadOutputAs<int>() != length)
            throw new BenchException($"A workflow ended as {end.RuntimeStatus}: {end.FailureDetails?.ErrorMessage}");
    }
}
