using Microsoft.Extensions.DependencyInjection;
using Platform.Dapr;

namespace Platform.Bench.Scenarios;

/// <summary>
/// What many instances that wait cost in memory, half of them for an event, half for a timer. Worker and driver share the host's
/// process, so the figure is an upper bound of the host's own.
/// </summary>
internal sealed class WorkflowsWaiting : IScenario
{
    private const string WaitName = "Wait";
    private const string Go = "go";
    private const double MiB = 1 << 20;
    private const int Starters = 200;
    private const int Woken = 100;

    public string Name => "waiting";

    public string Purpose => "memory for 50,000 workflows that wait for an event or a timer, PostgreSQL";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        await using var host = await DurableHost.StartAsync(
            stage, Name, services => services.AddDaprWorkflow(o => o.RegisterWorkflow<bool, int>(WaitName, WaitAsync)), _ => { }, ct);
        var client = host.Services.GetRequiredService<DaprWorkflowClient>();
        // The first ones pay for code, connections and buffers that the others use too.
        await StartAsync(client, "warm", stage.Quick ? 200 : 2_000, ct);
        var before = Resident();

        var count = stage.Quick ? 2_000 : 50_000;
        await StartAsync(client, "wait", count, ct);
        stage.Figures.Set("workflow_instances_waiting", (Resident() - before) / MiB);
        await WakeAsync(client, ct);
    }

    private static async Task<int> WaitAsync(WorkflowContext context, bool forEvent)
    {
        if (forEvent) return await context.WaitForExternalEventAsync<int>(Go);

        await context.CreateTimer(TimeSpan.FromDays(1));
        return 0;
    }

    private static Task StartAsync(DaprWorkflowClient client, string prefix, int count, CancellationToken ct) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Starters, CancellationToken = ct },
            async (number, token) => await client.ScheduleNewWorkflowAsync(WaitName, $"{prefix}-{number}", number % 2 == 0, ct: token));

    // That they wait, and have not just been forgotten, a few of them prove.
    private static async Task WakeAsync(DaprWorkflowClient client, CancellationToken ct)
    {
        for (var i = 0; i < Woken; i += 2)
        {
            var id = $"wait-{i}";
            await client.RaiseEventAsync(id, Go, i, ct);
            var end = await client.WaitForWorkflowCompletionAsync(id, ct: ct);
            if (end.ReadOutputAs<int>() != i) throw new BenchException($"{id} ended as {end.RuntimeStatus} with another result.");
        }
    }

    private static long Resident()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Processes.ResidentBytes(Environment.ProcessId);
    }
}
