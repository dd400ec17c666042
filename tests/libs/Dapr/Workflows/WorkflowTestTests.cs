using Platform.Dapr.Testing;

namespace Platform.Dapr.Tests.Workflows;

public sealed class WorkflowTestTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Thirty_days_pass_without_waiting()
    {
        await using var test = new WorkflowTest(o => o.RegisterWorkflow<int, DateTime>("Wait", async (context, days) =>
        {
            await context.CreateTimer(TimeSpan.FromDays(days));
            return context.CurrentUtcDateTime;
        }));

        var wait = await test.StartAsync("Wait", 30, ct: Ct);
        await test.AdvanceAsync(TimeSpan.FromDays(30) - TimeSpan.FromTicks(1), Ct);
        Assert.Equal(WorkflowRuntimeStatus.Running, wait.State.RuntimeStatus);
        await test.AdvanceAsync(TimeSpan.FromTicks(1), Ct);
        Assert.Equal(new DateTime(2026, 1, 31), wait.State.ReadOutputAs<DateTime>());
    }

    [Fact]
    public async Task Activities_retries_and_events_go_as_in_a_host()
    {
        var attempts = 0;
        await using var test = new WorkflowTest(o =>
        {
            o.RegisterWorkflow<int, string>("Order", async (context, amount) =>
            {
                var policy = new WorkflowRetryPolicy(3, TimeSpan.FromMinutes(1));
                var receipt = await context.CallActivityAsync<string>("Charge", amount, new WorkflowTaskOptions(policy));
                context.SetCustomStatus(new { receipt });
                return receipt + await context.WaitForExternalEventAsync<string>("approved", TimeSpan.FromDays(1));
            });
            o.RegisterActivity<int, string>("Charge", (_, amount) =>
                ++attempts < 3 ? throw new IOException("no line") : Task.FromResult($"{amount} after {attempts}"));
        });

        var order = await test.StartAsync("Order", 7, "o-1", Ct);
        Assert.Equal(1, attempts);
        await test.AdvanceAsync(TimeSpan.FromMinutes(2), Ct);
        Assert.Equal("{\"receipt\":\"7 after 3\"}", order.State.ReadCustomStatusAs<object>()?.ToString());
        await order.RaiseEventAsync("Approved", "!", Ct);
        Assert.Equal("7 after 3!", order.State.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Children_run_to_their_end_and_are_terminated_with_their_parent()
    {
        await using var test = new WorkflowTest(o =>
        {
            o.RegisterWorkflow<int, int>("Parent", async (context, _) =>
                await context.CallChildWorkflowAsync<int>("Child", 2)
                + await context.CallChildWorkflowAsync<int>("Child", -1, new ChildWorkflowTaskOptions("child-1")));
            o.RegisterWorkflow<int, int>("Child", async (context, input) =>
                input > 0 ? input : await context.WaitForExternalEventAsync<int>("e"));
        });

        var parent = await test.StartAsync("Parent", ct: Ct);
        Assert.Equal("Child", test.Find("child-1")?.State.Name);
        await parent.TerminateAsync("enough", Ct);
        Assert.Equal("enough", parent.State.ReadOutputAs<string>());
        Assert.Equal(WorkflowRuntimeStatus.Terminated, test.Find("child-1")?.State.RuntimeStatus);
    }

    [Fact]
    public async Task Beginning_anew_keeps_events_and_forgets_timers()
    {
        await using var test = new WorkflowTest(o => o.RegisterWorkflow<int, int>("Loop", async (context, round) =>
        {
            if (round == 3) return round;
            _ = context.CreateTimer(TimeSpan.FromHours(1));
            await context.WaitForExternalEventAsync<object>("go");
            context.ContinueAsNew(round + 1);
            return 0;
        }));

        var loop = await test.StartAsync("Loop", 0, ct: Ct);
        await loop.SuspendAsync(Ct);
        for (var i = 0; i < 3; i++) await loop.RaiseEventAsync("go", ct: Ct);
        Assert.Equal(WorkflowRuntimeStatus.Suspended, loop.State.RuntimeStatus);
        await loop.ResumeAsync(Ct);
        Assert.Equal(3, loop.State.ReadOutputAs<int>());
        await test.AdvanceAsync(TimeSpan.FromHours(2), Ct);
        Assert.Equal(WorkflowRuntimeStatus.Completed, loop.State.RuntimeStatus);
    }

    [Fact]
    public async Task A_workflow_without_end_does_not_hang_the_test()
    {
        await using var test = new WorkflowTest(o =>
        {
            o.TurnTimeout = TimeSpan.FromMilliseconds(50);
            o.RegisterWorkflow<object, int>("Stuck", (context, _) =>
            {
                while (context.InstanceId.Length > 0) _ = context.CurrentUtcDateTime;
                return Task.FromResult(0);
            });
            o.RegisterWorkflow<object, int>("Event", (context, _) => context.WaitForExternalEventAsync<int>("e"));
        });

        var stuck = await test.StartAsync("Stuck", ct: Ct);
        Assert.Contains(
            "'Stuck' did not give its thread back within 0.05 s", stuck.State.FailureDetails?.ErrorMessage, StringComparison.Ordinal);
        var waiting = await test.StartAsync("Event", ct: Ct);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => waiting.CompleteAsync(Ct));
        Assert.Contains("does it wait for an event", error.Message, StringComparison.Ordinal);
    }
}
