using System.Net;
using System.Text;
using Platform.TaskHub;

namespace Platform.Conformance.Tests;

/// <summary>Workflows as clients see them: reference F, 59-61, 66, 67 and 73-75.</summary>
public sealed class WorkflowTests
{
    [Fact]
    public async Task F59_A_workflow_started_over_HTTP_ends_with_its_output()
    {
        await using var rig = await WorkflowRig.StartAsync();
        await rig.WorkAsync(turn => turn.Activities() == 0 ? [Act.Activity(0, input: "1")] : [Act.End("\"out\"")]);

        var path = $"/v1.0/workflows/dapr/Order/start?instanceID={rig.Id()}";
        var started = await rig.Rig.Sidecar().PostAsync(path, new StringContent("\"in\""), Rig.Stop);
        await rig.ReachAsync(WorkflowStatus.Completed);
        var state = await (await rig.Rig.Sidecar().GetAsync($"/v1.0/workflows/dapr/{rig.Id()}", Rig.Stop)).JsonAsync();

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        Assert.Equal(rig.Id(), (await started.JsonAsync()).GetProperty("instanceID").GetString());
        Assert.Equal("COMPLETED", state.GetProperty("runtimeStatus").GetString());
        Assert.Equal("Order", state.GetProperty("workflowName").GetString());
        Assert.Equal("\"in\"", state.GetProperty("properties").GetProperty("dapr.workflow.input").GetString());
        Assert.Equal("\"out\"", state.GetProperty("properties").GetProperty("dapr.workflow.output").GetString());
    }

    [Fact]
    public async Task F60_A_start_blocks_until_a_worker_comes_and_leaves_nothing_when_none_does()
    {
        await using var rig = await WorkflowRig.StartAsync();
        Assert.SkipUnless(await rig.WorkersAsync() == 0, "Another worker is connected.");

        rig.Hub.Deadline = "1S";
        var refused = rig.Hub.RefusedAsync("StartInstance", new CreateInstanceRequest { InstanceId = rig.Id(), Name = "Order" }, Rig.Stop);
        await rig.Rig.UntilAsync(() => refused.IsCompleted, "the deadline");
        rig.Hub.Deadline = null;

        Assert.Equal(GrpcStatus.DeadlineExceeded, (await refused).Status);
        Assert.False((await rig.GetAsync()).Exists);
        var blocked = rig.StartInstanceAsync();
        await rig.WorkAsync(_ => []);
        await rig.Rig.UntilAsync(() => blocked.IsCompletedSuccessfully, "the start goes through");
    }

    [Fact]
    public async Task F61_An_active_id_is_refused_and_a_finished_one_starts_again()
    {
        await using var rig = await WorkflowRig.StartAsync();
        await rig.WorkAsync(turn => turn.Saw(e => e.EventRaised is not null) ? [Act.End()] : []);
        await rig.StartInstanceAsync(input: "1");
        var first = (await rig.GetAsync()).WorkflowState;

        var refused = await Assert.ThrowsAsync<GrpcException>(() => rig.StartInstanceAsync());
        await rig.RaiseAsync("e");
        await rig.ReachAsync(WorkflowStatus.Completed);
        await rig.StartInstanceAsync(input: "2");

        Assert.Equal(GrpcStatus.AlreadyExists, refused.Status);
        var second = (await rig.GetAsync()).WorkflowState;
        Assert.Equal((WorkflowStatus.Running, "2"), (second.WorkflowStatus, second.Input));
        Assert.NotEqual(first.ExecutionId, second.ExecutionId);
    }

    [Fact]
    public async Task F66_A_suspended_workflow_makes_no_progress_until_it_is_resumed()
    {
        await using var rig = await WorkflowRig.StartAsync();
        await rig.WorkAsync(turn => IsSuspended(turn) || !turn.Saw(e => e.EventRaised is not null) ? [] : [Act.End("\"heard\"")]);
        await rig.StartInstanceAsync();

        await rig.Hub.CallAsync("SuspendInstance", new SuspendRequest { InstanceId = rig.Id() }, SuspendResponse.Parser, Rig.Stop);
        Assert.Equal(WorkflowStatus.Suspended, (await rig.GetAsync()).WorkflowState.WorkflowStatus);
        await rig.RaiseAsync("e");
        await rig.Rig.UntilAsync(async () => (await rig.HistoryAsync()).Any(e => e.EventRaised is not null), "the event is in the history");
        Assert.Equal(WorkflowStatus.Suspended, (await rig.GetAsync()).WorkflowState.WorkflowStatus);
        await rig.Hub.CallAsync("ResumeInstance", new ResumeRequest { InstanceId = rig.Id() }, ResumeResponse.Parser, Rig.Stop);

        Assert.Equal("\"heard\"", (await rig.ReachAsync(WorkflowStatus.Completed)).Output);
    }

    [Fact]
    public async Task F66_Pausing_over_HTTP_is_accepted_at_once()
    {
        await using var rig = await WorkflowRig.StartAsync();
        await rig.WorkAsync(_ => []);
        await rig.StartInstanceAsync();

        var paused = await rig.Rig.Sidecar().PostAsync($"/v1.0/workflows/dapr/{rig.Id()}/pause", null, Rig.Stop);
        Assert.Equal(HttpStatusCode.Accepted, paused.StatusCode);
        await rig.ReachAsync(WorkflowStatus.Suspended);
        await rig.Rig.Sidecar().PostAsync($"/v1.0/workflows/dapr/{rig.Id()}/resume", null, Rig.Stop);
        await rig.ReachAsync(WorkflowStatus.Running);
    }

    [Fact]
    public async Task F67_A_termination_sets_the_output_and_reaches_the_children()
    {
        await using var rig = await WorkflowRig.StartAsync();
        await rig.WorkAsync(turn => Ended(turn) is { } end ? [end]
            : turn.NameOf() == "Order" && turn.PastEvents.Count == 0 ? [Act.Child(0, "Child", rig.Id("child"))] : []);
        await rig.StartInstanceAsync();
        await rig.ReachAsync(WorkflowStatus.Running, "child");

        await rig.TerminateAsync("\"enough\"", recursive: true);

        var state = (await rig.GetAsync()).WorkflowState;
        Assert.Equal((WorkflowStatus.Terminated, "\"enough\""), (state.WorkflowStatus, state.Output));
        await rig.ReachAsync(WorkflowStatus.Terminated, "child");
    }

    [Fact]
    public async Task F73_Custom_status_is_that_of_the_last_answer()
    {
        await using var rig = await WorkflowRig.StartAsync();
        await rig.WorkAsync(new RawAnswers
        {
            Turn = turn => Task.FromResult<WorkflowResponse?>(
                new WorkflowResponse { CustomStatus = turn.Saw(e => e.EventRaised is not null) ? null : "\"half\"" }),
        });

        await rig.StartInstanceAsync();
        Assert.Equal("\"half\"", (await rig.GetAsync()).WorkflowState.CustomStatus);
        await rig.RaiseAsync("e");

        await rig.Rig.UntilAsync(async () => (await rig.GetAsync()).WorkflowState.CustomStatus is null or "", "the status is cleared");
    }

    [Fact]
    public async Task F74_Only_what_has_ended_is_purged_and_an_unknown_instance_takes_no_event()
    {
        await using var rig = await WorkflowRig.StartAsync();
        await rig.WorkAsync(turn => Ended(turn) is { } end ? [end] : []);
        await rig.StartInstanceAsync();
        var purge = new PurgeInstancesRequest { InstanceId = rig.Id() };

        var refused = await rig.Hub.RefusedAsync("PurgeInstances", purge, Rig.Stop);
        await rig.TerminateAsync(null, recursive: false);
        var purged = await rig.Hub.CallAsync("PurgeInstances", purge, PurgeInstancesResponse.Parser, Rig.Stop);
        var unknown = await Assert.ThrowsAsync<GrpcException>(() => rig.RaiseAsync("e"));

        Assert.Contains("not yet completed", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, purged.DeletedInstanceCount);
        Assert.False((await rig.GetAsync()).Exists);
        Assert.Contains("no such instance exists", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F74_Unknown_instances_over_HTTP_are_not_found()
    {
        await using var rig = await WorkflowRig.StartAsync();
        var path = $"/v1.0/workflows/dapr/{rig.Id("none")}";

        await rig.Rig.Sidecar().GetAsync(path, Rig.Stop).IsRefusedAsync(404, "ERR_INSTANCE_ID_NOT_FOUND");
        var raised = await rig.Rig.Sidecar().PostAsync($"{path}/raiseEvent/e", new StringContent("1", Encoding.UTF8), Rig.Stop);

        Assert.Equal(HttpStatusCode.InternalServerError, raised.StatusCode);
        Assert.Contains("no such instance exists", await raised.Content.ReadAsStringAsync(Rig.Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task F75_Connected_workers_are_counted()
    {
        await using var rig = await WorkflowRig.StartAsync();
        var before = await rig.WorkersAsync();
        var one = await rig.WorkAsync(_ => []);
        var two = await rig.WorkAsync(_ => []);
        Assert.Equal(before + 2, await rig.WorkersAsync());

        await one.DisposeAsync();
        await two.DisposeAsync();

        await rig.Rig.UntilAsync(async () => await rig.WorkersAsync() == before, "the workers are gone");
    }

    private static bool IsSuspended(WorkflowRequest turn) =>
        turn.All().LastOrDefault(e => e.ExecutionSuspended is not null || e.ExecutionResumed is not null)?.ExecutionSuspended is not null;

    private static WorkflowAction? Ended(WorkflowRequest turn) =>
        turn.NewEvents.FirstOrDefault(e => e.ExecutionTerminated is not null)?.ExecutionTerminated is { } termination
            ? Act.End(termination.Input, WorkflowStatus.Terminated)
            : null;
}
