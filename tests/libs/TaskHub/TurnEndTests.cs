using Platform.TaskHub.Turns;

namespace Platform.TaskHub.Tests;

/// <summary>Children, terminations, continue-as-new, suspension and stalling.</summary>
public sealed class TurnEndTests
{
    private static readonly ParentInstanceInfo Parent = new()
    {
        TaskScheduledId = 5, Name = "Boss", WorkflowInstance = new() { InstanceId = "boss", ExecutionId = "run-0" },
    };

    [Fact]
    public void A_child_is_started_with_a_derived_id_and_its_parent()
    {
        var commit = new TurnRig().Turn(TurnRig.Child(31));

        var child = Assert.Single(commit.Starts);
        Assert.Equal("order-7:001f", child.InstanceId);
        var started = child.Start.ExecutionStarted;
        Assert.Equal(("Ship", "2", 31), (started.Name, started.Input, started.ParentInstance.TaskScheduledId));
        Assert.Equal("run-1", started.ParentInstance.WorkflowInstance.ExecutionId);
        Assert.NotEqual("run-1", started.WorkflowInstance.ExecutionId);
    }

    [Fact]
    public void The_parent_hears_of_completion_and_of_every_other_end_as_failure()
    {
        var failure = new TaskFailureDetails { ErrorType = "E" };
        var completed = new TurnRig(parent: Parent).Turn(TurnRig.End(WorkflowStatus.Completed, "1")).Messages;
        var failed = new TurnRig(parent: Parent).Turn(TurnRig.End(WorkflowStatus.Failed, failure: failure)).Messages;
        var cancelled = new TurnRig(parent: Parent).Turn(TurnRig.End(WorkflowStatus.Canceled)).Messages;

        Assert.Equal(("boss", "run-0"), (completed[0].InstanceId, completed[0].ExecutionId));
        Assert.Equal("1", completed[0].Event.ChildWorkflowInstanceCompleted.Result);
        Assert.Equal("E", failed[0].Event.ChildWorkflowInstanceFailed.FailureDetails.ErrorType);
        Assert.Null(cancelled[0].Event.ChildWorkflowInstanceFailed.FailureDetails);
        Assert.Equal(5, cancelled[0].Event.ChildWorkflowInstanceFailed.TaskScheduledId);
    }

    [Fact]
    public void A_termination_ends_the_instance_whatever_the_worker_answers()
    {
        foreach (WorkflowAction[] answer in (WorkflowAction[][])
            [[], [TurnRig.Activity(0)], [TurnRig.End(WorkflowStatus.Terminated)], [TurnRig.End(WorkflowStatus.ContinuedAsNew, "1")]])
        {
            var rig = new TurnRig();
            rig.Turn();
            rig.Inbox.Add(NewEvent.Terminated("\"out\"", recurse: false, rig.Now));

            rig.Turn(answer);

            Assert.Equal((WorkflowStatus.Terminated, "\"out\""), (rig.State.Status, rig.State.End!.ExecutionCompleted.Result));
        }
    }

    [Fact]
    public void A_recursive_termination_goes_to_every_child_that_lives()
    {
        var rig = new TurnRig();
        rig.Turn(TurnRig.Child(0, "gone"), TurnRig.Child(1, "alive"));
        rig.Inbox.Add(new HistoryEvent { ChildWorkflowInstanceCompleted = new() { TaskScheduledId = 0 } });
        rig.Inbox.Add(NewEvent.Terminated("\"out\"", recurse: true, rig.Now));

        var message = Assert.Single(rig.Turn().Messages);

        Assert.Equal("alive", message.InstanceId);
        Assert.Equal(("\"out\"", true), (message.Event.ExecutionTerminated.Input, message.Event.ExecutionTerminated.Recurse));
    }

    [Fact]
    public void Continuing_as_new_forgets_everything_but_name_parent_and_what_is_carried_over()
    {
        var rig = new TurnRig(parent: Parent);
        rig.Turn(TurnRig.Activity(0), rig.Timer(1, TimeSpan.FromDays(1)));
        rig.Inbox.Add(rig.Completed(0));
        var carried = NewEvent.Raised("e", "1", rig.Now);
        var again = TurnRig.End(WorkflowStatus.ContinuedAsNew, "\"next\"");
        again.CompleteWorkflow.CarryoverEvents.Add(carried);

        var commit = rig.Turn(TurnRig.Activity(2), again);

        Assert.Empty(commit.Activities);
        Assert.Empty(rig.State.PendingTimers);
        Assert.Equal(carried, commit.NextRun[1]);
        var started = commit.NextRun[0].ExecutionStarted;
        Assert.Equal(("Order", "\"next\"", Parent), (started.Name, started.Input, started.ParentInstance));
        Assert.NotEqual("run-1", started.WorkflowInstance.ExecutionId);
        Assert.Equal(3, Turn.NewEvents(rig.State, rig.Inbox, rig.Now).Count);
    }

    [Fact]
    public void Only_what_comes_from_outside_outlives_a_run()
    {
        var rig = new TurnRig();

        Assert.True(Turn.OutlivesRun(NewEvent.Raised("e", null, rig.Now)));
        Assert.True(Turn.OutlivesRun(NewEvent.Suspended(null, rig.Now)));
        Assert.False(Turn.OutlivesRun(rig.Completed(0)));
        Assert.False(Turn.OutlivesRun(NewEvent.Fired(1, rig.Now, rig.Now)));
    }

    [Fact]
    public void An_instance_is_suspended_until_it_is_resumed()
    {
        var rig = new TurnRig();
        rig.Turn();
        rig.Inbox.Add(NewEvent.Suspended("lunch", rig.Now));
        rig.Turn();
        Assert.Equal(WorkflowStatus.Suspended, rig.State.Status);

        rig.Inbox.Add(NewEvent.Resumed(null, rig.Now));
        rig.Turn();
        Assert.Equal(WorkflowStatus.Running, rig.State.Status);
    }

    [Fact]
    public void Without_the_version_the_instance_stalls_and_its_inbox_waits()
    {
        var rig = new TurnRig();
        rig.Turn();
        rig.Inbox.Add(NewEvent.Raised("e", null, rig.Now));
        var missing = new WorkflowAction { WorkflowVersionNotAvailable = new() };

        rig.Turn(missing);
        var length = rig.History.Count;
        rig.Turn(missing);

        Assert.Equal((WorkflowStatus.Stalled, length), (rig.State.Status, rig.History.Count));
        Assert.Single(rig.Inbox);
        rig.Turn();
        Assert.Equal(WorkflowStatus.Running, rig.State.Status);
    }

    [Fact]
    public void A_run_that_ends_in_a_status_that_is_no_end_fails()
    {
        var rig = new TurnRig();

        rig.Turn(TurnRig.End(WorkflowStatus.Running));

        Assert.Equal(WorkflowStatus.Failed, rig.State.Status);
    }
}
