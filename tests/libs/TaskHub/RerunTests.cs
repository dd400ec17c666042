using Platform.TaskHub.Turns;

namespace Platform.TaskHub.Tests;

/// <summary>Reports for clients, and the history of an instance that runs again from an event.</summary>
public sealed class RerunTests
{
    [Fact]
    public void The_report_has_payloads_only_when_asked()
    {
        var rig = new TurnRig();
        rig.Turn();
        rig.Now += TimeSpan.FromSeconds(3);
        rig.Inbox.Add(NewEvent.Raised("e", null, rig.Now));
        rig.Turn(TurnRig.End(WorkflowStatus.Failed, failure: new() { ErrorType = "E" }));

        var full = InstanceReport.Of(TurnRig.Id, rig.State, "\"s\"", withPayloads: true);
        var bare = InstanceReport.Of(TurnRig.Id, rig.State, "\"s\"", withPayloads: false);

        Assert.Equal(("\"in\"", "\"s\"", "E"), (full.Input, full.CustomStatus, full.FailureDetails.ErrorType));
        Assert.Equal((null, null, null), ((string?)bare.Input, (string?)bare.CustomStatus, bare.FailureDetails));
        Assert.Equal(("Order", WorkflowStatus.Failed, "run-1"), (bare.Name, bare.WorkflowStatus, bare.ExecutionId));
        Assert.Equal(rig.Now, bare.CompletedTimestamp.ToDateTimeOffset());
        Assert.Equal(rig.Now.AddSeconds(-3), bare.CreatedTimestamp.ToDateTimeOffset());
    }

    [Fact]
    public void An_instance_without_a_turn_is_pending()
    {
        var report = InstanceReport.OfPending(TurnRig.Id, new TurnRig().Inbox[0], withPayloads: true);

        Assert.Equal((WorkflowStatus.Pending, "\"in\""), (report.WorkflowStatus, report.Input));
    }

    [Fact]
    public void A_rerun_keeps_what_was_before_the_event_and_does_the_event_again()
    {
        var rig = Finished();

        var history = Rerun.History(rig.History, Request(1, "\"new\""), "run-2", rig.Now);
        var state = InstanceState.Of(history);

        Assert.Equal(("copy", "run-2"), (state.Start!.ExecutionStarted.WorkflowInstance.InstanceId, state.ExecutionId));
        Assert.Equal([1], state.PendingActivities.Keys);
        Assert.Equal("\"new\"", state.PendingActivities[1].TaskScheduled.Input);
        Assert.Equal(TurnRig.Id, state.PendingActivities[1].TaskScheduled.RerunParentInstanceInfo.InstanceId);
        Assert.Equal("1", rig.History.Single(each => each.EventId == 1).TaskScheduled.Input);
    }

    [Fact]
    public void A_rerun_from_what_is_no_task_is_refused()
    {
        var error = Assert.Throws<GrpcException>(() => Rerun.History(Finished().History, Request(7), "run-2", default));

        Assert.Equal(GrpcStatus.NotFound, error.Status);
        Assert.Contains("event id 7", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Children_that_had_not_ended_get_ids_that_are_free()
    {
        var rig = new TurnRig();
        rig.Turn(TurnRig.Child(0, "mine"), TurnRig.Activity(1));
        rig.Inbox.Add(rig.Completed(1));
        rig.Turn(TurnRig.End(WorkflowStatus.Completed));

        var state = InstanceState.Of(Rerun.History(rig.History, Request(1), "run-2", rig.Now));

        Assert.Equal("copy:0000", state.PendingChildren[0]);
    }

    [Fact]
    public void A_timer_that_runs_again_keeps_its_length()
    {
        var rig = new TurnRig();
        rig.Turn(rig.Timer(0, TimeSpan.FromHours(2)));
        var later = rig.Now.AddDays(3);

        var state = InstanceState.Of(Rerun.History(rig.History, Request(0), "run-2", later));

        Assert.Equal(later.AddHours(2), state.PendingTimers[0]);
    }

    private static TurnRig Finished()
    {
        var rig = new TurnRig();
        rig.Turn(TurnRig.Activity(0));
        rig.Inbox.Add(rig.Completed(0));
        rig.Turn(TurnRig.Activity(1));
        rig.Inbox.Add(rig.Completed(1));
        rig.Turn(TurnRig.End(WorkflowStatus.Completed, "1"));
        return rig;
    }

    private static RerunWorkflowFromEventRequest Request(uint id, string? input = null) => new()
    {
        SourceInstanceId = TurnRig.Id, EventId = id, NewInstanceId = "copy", Input = input, OverwriteInput = input is not null,
    };
}
