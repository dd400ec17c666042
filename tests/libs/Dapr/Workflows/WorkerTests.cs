using System.Diagnostics;
using System.Net;
using Platform.Local;
using Platform.TaskHub;

namespace Platform.Dapr.Tests.Workflows;

/// <summary>The worker and the client against the one-machine host, over its gRPC port.</summary>
public sealed class WorkerTests
{
    private static CancellationToken Ct => WorkerHost.Ct;

    [Fact]
    public async Task A_workflow_runs_from_start_to_end_over_thirty_days()
    {
        await using var host = await WorkerHost.StartAsync(o =>
        {
            o.RegisterWorkflow<int, string>("Order", async (context, amount) =>
            {
                var receipt = await context.CallActivityAsync<string>("Charge", amount);
                await context.CreateTimer(TimeSpan.FromDays(30));
                return receipt + await context.WaitForExternalEventAsync<string>("approved");
            });
            o.RegisterActivity<int, string>("Charge", (context, amount) => Task.FromResult($"{context.InstanceId}: {amount}"));
        });

        var id = await host.Client.ScheduleNewWorkflowAsync("Order", "o-1", 10, ct: Ct);
        await host.Client.RaiseEventAsync(id, "Approved", "!", Ct);
        var end = host.Client.WaitForWorkflowCompletionAsync(id, ct: Ct);
        // Once, and only when it waits: calls in flight have deadlines on the same clock.
        await Eventually.HoldsAsync(async () =>
            (await host.Client.GetInstanceHistoryAsync(id, Ct)).Events.Any(each => each.TimerCreated is not null));
        host.Time.Advance(TimeSpan.FromDays(30));
        await Eventually.HoldsAsync(() => end.IsCompleted, meanwhile: () => host.Time.Advance(TimeSpan.Zero));
        Assert.Equal("o-1: 10!", (await end).ReadOutputAs<string>());
        Assert.Equal(10, (await end).ReadInputAs<int>());
        Assert.Equal(WorkflowRuntimeStatus.Completed, (await host.Client.GetWorkflowStateAsync(id, ct: Ct))?.RuntimeStatus);
        Assert.Contains((await host.Client.GetInstanceHistoryAsync(id, Ct)).Events, e => e.TimerFired is not null);
    }

    [Fact]
    public async Task An_activity_that_throws_is_retried_and_fails_with_the_whole_chain()
    {
        var calls = 0;
        await using var host = await WorkerHost.StartAsync(o =>
        {
            o.RegisterWorkflow<object, int>("Order", (context, _) => context.CallActivityAsync<int>(
                "Charge", null, new WorkflowTaskOptions(new WorkflowRetryPolicy(3, TimeSpan.FromMinutes(1)))));
            o.RegisterActivity<object, int>(
                "Charge", (_, _) => throw new InvalidOperationException($"call {++calls}", new IOException("no line")));
        });

        var end = host.Client.WaitForWorkflowCompletionAsync(await host.Client.ScheduleNewWorkflowAsync("Order", ct: Ct), ct: Ct);
        await Eventually.HoldsAsync(() => end.IsCompleted, meanwhile: () => host.Time.Advance(TimeSpan.FromSeconds(1)));
        var failure = (await end).FailureDetails;
        Assert.Equal(3, calls);
        Assert.Equal(
            ["activity 'Charge' (step 4) failed: call 3", "call 3", "no line"],
            Chain(failure).Select(each => each.ErrorMessage));
        Assert.True(failure?.IsCausedBy<IOException>());
    }

    [Fact]
    public async Task A_worker_that_goes_in_the_middle_of_an_activity_leaves_it_to_the_next_one()
    {
        var begun = new TaskCompletionSource();
        await using var host = await WorkerHost.StartAsync(o =>
        {
            o.RegisterWorkflow<object, int>("Order", (context, _) => context.CallActivityAsync<int>("Charge"));
            o.RegisterActivity<object, int>("Charge", async (context, _) =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
                return 1;
            });
        });

        var id = await host.Client.ScheduleNewWorkflowAsync("Order", ct: Ct);
        await begun.Task;
        await host.StopAppAsync();
        await host.StartAppAsync(o =>
        {
            o.RegisterWorkflow<object, int>("Order", (context, _) => context.CallActivityAsync<int>("Charge"));
            o.RegisterActivity<object, int>("Charge", (_, _) => Task.FromResult(2));
        });
        Assert.Equal(2, (await host.Client.WaitForWorkflowCompletionAsync(id, ct: Ct)).ReadOutputAs<int>());
        Assert.Single((await host.Client.GetInstanceHistoryAsync(id, Ct)).Events, e => e.TaskCompleted is not null);
    }

    [Fact]
    public async Task A_worker_outlives_its_sidecar()
    {
        await using var host = await WorkerHost.StartAsync(o => o.RegisterWorkflow<int, int>("Twice", (_, n) => Task.FromResult(2 * n)));

        Assert.Equal(4, await TwiceAsync(host, 2));
        await host.RestartSidecarAsync();
        Assert.Equal(6, await TwiceAsync(host, 3));
    }

    [Fact]
    public async Task What_the_worker_does_not_know_fails_and_is_named()
    {
        await using var host = await WorkerHost.StartAsync(o =>
            o.RegisterWorkflow<object, int>("Order", (context, _) => context.CallActivityAsync<int>("Nothing")));

        var unknown = await EndAsync(host, "Ordre");
        Assert.Contains("no workflow 'Ordre'", unknown.FailureDetails?.ErrorMessage, StringComparison.Ordinal);
        var failure = (await EndAsync(host, "Order")).FailureDetails;
        Assert.Contains("no activity 'Nothing'", failure?.InnerFailure?.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_input_that_is_no_json_fails_the_instance()
    {
        await using var host = await WorkerHost.StartAsync(o => o.RegisterWorkflow<int, int>("Twice", (_, n) => Task.FromResult(n)));

        var request = new CreateInstanceRequest { InstanceId = "bad", Name = "Twice", Input = "{" };
        await host.Hub.CallAsync("StartInstance", request, CreateInstanceResponse.Parser, null, Ct);
        var state = await host.Client.WaitForWorkflowCompletionAsync("bad", ct: Ct);
        Assert.StartsWith("The input of workflow 'Twice' is no JSON", state.FailureDetails?.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workflow_that_does_not_come_back_fails_and_is_named()
    {
        using var release = new ManualResetEventSlim();
        var (time, begun) = (new ManualTime(), new TaskCompletionSource());
        await using var host = await WorkerHost.StartAsync(
            o => o.RegisterWorkflow<object, int>("Stuck", (_, _) =>
            {
                begun.TrySetResult();
                release.Wait(Ct);
                return Task.FromResult(0);
            }),
            time);

        var start = host.Client.ScheduleNewWorkflowAsync("Stuck", "s", ct: Ct);
        await begun.Task;
        time.Advance(TimeSpan.FromSeconds(31));
        var state = await host.Client.WaitForWorkflowCompletionAsync(await start, ct: Ct);
        release.Set();
        Assert.StartsWith(
            "Workflow 'Stuck' did not give its thread back within 30 s", state.FailureDetails?.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_that_is_too_large_fails_with_a_clear_message()
    {
        await using var host = await WorkerHost.StartAsync(o =>
        {
            o.RegisterWorkflow<object, int>("Order", (context, _) => context.CallActivityAsync<int>("Load"));
            o.RegisterActivity<object, string>("Load", (_, _) => Task.FromResult(new string('x', 5 << 20)));
        });

        Assert.Contains("larger than max", (await EndAsync(host, "Order")).FailureDetails?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_can_be_paused_resumed_terminated_listed_and_purged()
    {
        await using var host = await WorkerHost.StartAsync(o =>
            o.RegisterWorkflow<object, int>("Wait", (context, _) => context.WaitForExternalEventAsync<int>("e")));

        var (client, id) = (host.Client, await host.Client.ScheduleNewWorkflowAsync("Wait", "w-1", ct: Ct));
        var twice = await Assert.ThrowsAsync<DaprException>(() => client.ScheduleNewWorkflowAsync("Wait", id, ct: Ct));
        Assert.Equal((HttpStatusCode.Conflict, "ALREADY_EXISTS"), (twice.StatusCode, twice.ErrorCode));
        await client.SuspendWorkflowAsync(id, ct: Ct);
        await client.RaiseEventAsync(id, "e", 1, Ct);
        Assert.Equal(WorkflowRuntimeStatus.Suspended, (await client.GetWorkflowStateAsync(id, ct: Ct))?.RuntimeStatus);
        await client.ResumeWorkflowAsync(id, ct: Ct);
        Assert.Equal(1, (await client.WaitForWorkflowCompletionAsync(id, ct: Ct)).ReadOutputAs<int>());
        await client.ScheduleNewWorkflowAsync("Wait", "w-2", ct: Ct);
        await client.TerminateWorkflowAsync("w-2", "enough", Ct);
        Assert.Equal("enough", (await client.GetWorkflowStateAsync("w-2", ct: Ct))?.ReadOutputAs<string>());
        Assert.Equal(["w-1", "w-2"], (await client.ListInstanceIdsAsync(ct: Ct)).Keys.Order());
        Assert.True(await client.PurgeInstanceAsync(id, Ct));
        Assert.Null(await client.GetWorkflowStateAsync(id, ct: Ct));
        await Assert.ThrowsAsync<DaprException>(() => client.RaiseEventAsync(id, "e", ct: Ct));
    }

    [Fact]
    public async Task The_trace_of_the_caller_reaches_turns_and_activities()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Tracing.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = await WorkerHost.StartAsync(o =>
        {
            o.RegisterWorkflow<object, string[]>("Order", async (context, _) =>
                [$"{Activity.Current?.TraceId}", await context.CallActivityAsync<string>("Charge")]);
            o.RegisterActivity<object, string>("Charge", (_, _) => Task.FromResult($"{Activity.Current?.TraceId}"));
        });

        using var caller = new Activity("caller").Start();
        var trace = caller.TraceId.ToString();
        Assert.Equal([trace, trace], (await EndAsync(host, "Order")).ReadOutputAs<string[]>() ?? []);
    }

    private static async Task<int> TwiceAsync(WorkerHost host, int input)
    {
        var id = await host.Client.ScheduleNewWorkflowAsync("Twice", input: input, ct: Ct);
        return (await host.Client.WaitForWorkflowCompletionAsync(id, ct: Ct)).ReadOutputAs<int>();
    }

    private static async Task<WorkflowState> EndAsync(WorkerHost host, string name) =>
        await host.Client.WaitForWorkflowCompletionAsync(await host.Client.ScheduleNewWorkflowAsync(name, ct: Ct), ct: Ct);

    private static IEnumerable<WorkflowTaskFailureDetails> Chain(WorkflowTaskFailureDetails? failure)
    {
        for (; failure is not null; failure = failure.InnerFailure) yield return failure;
    }
}
