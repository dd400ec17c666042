using Google.Protobuf.WellKnownTypes;
using Platform.TaskHub.Turns;

namespace Platform.TaskHub.Tests;

/// <summary>What a turn makes of the actions of its answer (reference D.3 and the worked example D.8).</summary>
public sealed class TurnTests
{
    [Fact]
    public void The_worked_example_ends_completed_with_its_history_in_order()
    {
        var rig = new TurnRig();

        var first = rig.Turn(TurnRig.Activity(0));
        rig.Inbox.Add(rig.Completed(0));
        rig.Turn(rig.Timer(1, TimeSpan.FromSeconds(5)));
        rig.Inbox.Add(NewEvent.Fired(1, rig.Now, rig.Now));
        rig.Turn();
        rig.Inbox.Add(NewEvent.Raised("Approved", "true", rig.Now));
        rig.Turn(TurnRig.End(WorkflowStatus.Completed, "\"ok\""));

        Assert.Equal([(-1, "WorkflowStarted"), (-1, "ExecutionStarted"), (0, "TaskScheduled")], Shape(first.Appended));
        Assert.Equal(
            [
                (-1, "WorkflowStarted"), (-1, "ExecutionStarted"), (0, "TaskScheduled"),
                (-1, "WorkflowStarted"), (-1, "TaskCompleted"), (1, "TimerCreated"),
                (-1, "WorkflowStarted"), (-1, "TimerFired"),
                (-1, "WorkflowStarted"), (-1, "EventRaised"), (9, "ExecutionCompleted"),
            ],
            Shape(rig.History));
        Assert.Equal(WorkflowStatus.Completed, rig.State.Status);
    }

    [Fact]
    public void An_activity_is_sent_with_the_id_of_its_action()
    {
        var rig = new TurnRig();

        var scheduled = Assert.Single(rig.Turn(TurnRig.Activity(3)).Activities);
        var request = Turn.Request(TurnRig.Id, rig.State.ExecutionId, scheduled);

        Assert.Equal((3, "Charge", "1", "x3"), (request.TaskId, request.Name, request.Input, request.TaskExecutionId));
        Assert.Equal((TurnRig.Id, "run-1"), (request.WorkflowInstance.InstanceId, request.WorkflowInstance.ExecutionId));
        Assert.Equal([3], rig.State.PendingActivities.Keys);
    }

    [Fact]
    public void A_second_answer_to_the_same_question_is_dropped()
    {
        var rig = new TurnRig();
        rig.Turn(TurnRig.Activity(0), rig.Timer(1, TimeSpan.Zero), TurnRig.Child(2));
        HistoryEvent[] answers = [rig.Completed(0), NewEvent.Fired(1, rig.Now, rig.Now), ChildEnded(2)];

        rig.Inbox.AddRange([.. answers, .. answers]);
        var events = Turn.NewEvents(rig.State, rig.Inbox, rig.Now);
        rig.Turn();
        rig.Inbox.AddRange(answers);

        Assert.Equal(4, events.Count);
        Assert.Empty(Turn.NewEvents(rig.State, rig.Inbox, rig.Now));
    }

    [Fact]
    public void Nothing_is_awaited_after_the_end()
    {
        var rig = new TurnRig();
        rig.Turn(TurnRig.Activity(0), TurnRig.End(WorkflowStatus.Completed));

        rig.Inbox.AddRange([rig.Completed(0), NewEvent.Raised("e", null, rig.Now), NewEvent.Terminated(null, false, rig.Now)]);

        Assert.Empty(Turn.NewEvents(rig.State, rig.Inbox, rig.Now));
    }

    [Fact]
    public void An_activity_that_is_scheduled_with_the_end_still_runs()
    {
        var commit = new TurnRig().Turn(TurnRig.Activity(0), TurnRig.End(WorkflowStatus.Completed));

        Assert.Single(commit.Activities);
    }

    [Fact]
    public void A_timer_of_the_last_second_there_is_never_fires()
    {
        var rig = new TurnRig();
        var never = new Timestamp { Seconds = 253_402_300_799, Nanos = 999_999_999 };

        rig.Turn(new WorkflowAction { Id = 0, CreateTimer = new() { FireAt = never, ExternalEvent = new() { Name = "e" } } });

        Assert.Equal(DateTimeOffset.MaxValue, rig.State.PendingTimers[0]);
        Assert.Equal("e", rig.History[^1].TimerCreated.ExternalEvent.Name);
    }

    [Fact]
    public void Only_the_first_completion_of_an_answer_counts()
    {
        var rig = new TurnRig();

        rig.Turn(TurnRig.End(WorkflowStatus.Completed, "1"), TurnRig.End(WorkflowStatus.Failed));

        Assert.Equal((WorkflowStatus.Completed, "1"), (rig.State.Status, rig.State.End!.ExecutionCompleted.Result));
        Assert.Single(rig.History, each => each.ExecutionCompleted is not null);
    }

    [Fact]
    public void Custom_status_is_that_of_the_last_answer_and_absence_clears_it()
    {
        var rig = new TurnRig { CustomStatus = "\"half\"" };
        Assert.Equal("\"half\"", rig.Turn().CustomStatus);

        rig.CustomStatus = null;
        Assert.Null(rig.Turn().CustomStatus);
    }

    [Fact]
    public void Patches_of_an_answer_are_kept_in_the_first_event_of_its_turn()
    {
        var rig = new TurnRig { Version = new WorkflowVersion { Name = "v2", Patches = { "p" } } };

        rig.Turn();

        Assert.Equal("v2", rig.History[0].WorkflowStarted.Version.Name);
        Assert.Equal(["p"], rig.History[0].WorkflowStarted.Version.Patches);
    }

    [Fact]
    public void An_action_that_nobody_carries_out_fails_the_instance_by_name()
    {
        var rig = new TurnRig();

        rig.Turn(new WorkflowAction { Id = 4, SendEvent = new() { Name = "e" } });

        Assert.Equal(WorkflowStatus.Failed, rig.State.Status);
        Assert.Contains("SendEvent", rig.State.End!.ExecutionCompleted.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Work_for_another_app_is_answered_with_a_failure()
    {
        var rig = new TurnRig();
        var action = TurnRig.Activity(0);
        action.Router = new TaskRouter { TargetAppId = "b" };

        var commit = rig.Turn(action);

        Assert.Empty(commit.Activities);
        var answer = Assert.Single(commit.Messages);
        Assert.Equal(TurnRig.Id, answer.InstanceId);
        Assert.Contains("'b'", answer.Event.TaskFailed.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_turn_computed_twice_gives_the_same_commit()
    {
        static TurnCommit Take() => new TurnRig().Turn(TurnRig.Activity(0), TurnRig.Child(1), TurnRig.Child(2, "mine"));

        var (one, other) = (Take(), Take());

        Assert.Equal(one.Appended, other.Appended);
        Assert.Equal(one.Starts, other.Starts);
    }

    private static HistoryEvent ChildEnded(int id) => new()
    {
        EventId = -1, ChildWorkflowInstanceCompleted = new() { TaskScheduledId = id },
    };

    private static IEnumerable<(int, string)> Shape(IEnumerable<HistoryEvent> events) =>
        events.Select(each => (each.EventId, each.EventTypeCase.ToString()));
}
