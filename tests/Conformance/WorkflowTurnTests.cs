using Google.Protobuf;
using Google.Protobuf.Collections;
using Platform.TaskHub;

namespace Platform.Conformance.Tests;

/// <summary>Workflows as workers see them: reference F, 62-65 and 68-72.</summary>
public sealed class WorkflowTurnTests
{
    [Fact]
    public async Task F62_The_past_of_a_turn_is_what_was_committed_byte_for_byte()
    {
        await using var rig = await WorkflowRig.StartAsync();
        var worker = await rig.WorkAsync(turn => turn.Activities() < 2 ? [Act.Activity(turn.Activities())] : [Act.End()]);
        await rig.StartInstanceAsync(input: "1");
        await rig.ReachAsync(WorkflowStatus.Completed);

        var turns = worker.Turns.Where(turn => turn.InstanceId == rig.Id()).ToList();
        Assert.Empty(turns[0].PastEvents);
        Assert.NotNull(turns[0].NewEvents[0].WorkflowStarted);
        Assert.NotNull(turns[0].NewEvents[1].ExecutionStarted);
        AssertBegins(turns[1].PastEvents, turns[0].NewEvents);
        AssertBegins(turns[2].PastEvents, turns[1].PastEvents);
        Assert.All(turns, turn => Assert.NotNull(turn.NewEvents[0].WorkflowStarted));
    }

    [Fact]
    public async Task F63_Events_of_an_activity_carry_the_id_of_its_action_in_any_order()
    {
        await using var rig = await WorkflowRig.StartAsync();
        var first = new TaskCompletionSource();
        await rig.WorkAsync(RawAnswers.Of(turn =>
            turn.PastEvents.Count == 0 ? [Act.Activity(0), Act.Activity(1)] : turn.Activities() == 2 ? [Act.End()] : []) with
        {
            Activity = async activity =>
            {
                if (activity.TaskId == 0) await first.Task.WaitAsync(Rig.Stop);
                else first.TrySetResult();
                return new ActivityResponse { Result = $"{activity.TaskId}" };
            },
        });

        await rig.StartInstanceAsync();
        await rig.ReachAsync(WorkflowStatus.Completed);

        var history = await rig.HistoryAsync();
        Assert.Equal([0, 1], history.Where(e => e.TaskScheduled is not null).Select(e => e.EventId));
        Assert.All(history.Select(e => e.TaskCompleted).OfType<TaskCompletedEvent>(), e => Assert.Equal($"{e.TaskScheduledId}", e.Result));
    }

    [Fact]
    public async Task F64_A_timer_of_the_past_fires_at_once_and_one_of_the_future_in_time()
    {
        await using var rig = await WorkflowRig.StartAsync();
        await rig.WorkAsync(turn => turn.All().Count(e => e.TimerFired is not null) switch
        {
            0 when turn.PastEvents.Count == 0 => [Act.Timer(0, Moment(turn).AddDays(-1))],
            1 when !turn.Saw(e => e.EventId == 1) => [Act.Timer(1, Moment(turn).AddSeconds(2))],
            2 => [Act.End()],
            _ => [],
        });

        await rig.StartInstanceAsync();
        await rig.ReachAsync(WorkflowStatus.Completed);

        var history = await rig.HistoryAsync();
        var created = history.Single(e => e.EventId == 1 && e.TimerCreated is not null);
        Assert.True(history.Last(e => e.TimerFired is not null).Timestamp >= created.TimerCreated.FireAt);
    }

    [Fact]
    public async Task F65_Events_raised_before_they_are_awaited_are_delivered_in_their_order()
    {
        await using var rig = await WorkflowRig.StartAsync();
        await rig.WorkAsync(turn => turn.All().Count(e => e.EventRaised is not null) < 2
            ? []
            : [Act.End(string.Concat(turn.All().Select(e => e.EventRaised?.Input)))]);
        await rig.StartInstanceAsync();

        await rig.RaiseAsync("e", "1");
        await rig.RaiseAsync("e", "2");

        Assert.Equal("12", (await rig.ReachAsync(WorkflowStatus.Completed)).Output);
    }

    [Fact]
    public async Task F68_Continuing_as_new_resets_the_history_and_carries_events_over()
    {
        await using var rig = await WorkflowRig.StartAsync();
        var worker = await rig.WorkAsync(turn =>
            turn.All().First(e => e.ExecutionStarted is not null).ExecutionStarted.Input == "2" ? [Act.End()]
            : turn.All().FirstOrDefault(e => e.EventRaised is not null) is { } raised ? [Again("2", raised)]
            : turn.PastEvents.Count == 0 ? [Act.Timer(0, Moment(turn).AddSeconds(3))] : []);
        await rig.StartInstanceAsync(input: "1");
        var first = (await rig.GetAsync()).WorkflowState.ExecutionId;

        await rig.RaiseAsync("e", "kept");
        var state = await rig.ReachAsync(WorkflowStatus.Completed);

        Assert.Equal("2", state.Input);
        Assert.NotEqual(first, state.ExecutionId);
        var history = await rig.HistoryAsync();
        Assert.Equal("kept", history.Single(e => e.EventRaised is not null).EventRaised.Input);
        Assert.DoesNotContain(history, e => e.TimerFired is not null);
        Assert.Empty(worker.Turns.Last(turn => turn.InstanceId == rig.Id()).PastEvents);
    }

    [Fact]
    public async Task F69_The_parent_hears_how_its_children_ended()
    {
        await using var rig = await WorkflowRig.StartAsync();
        await rig.WorkAsync(turn => turn.NameOf() switch
        {
            "Order" when turn.PastEvents.Count == 0 =>
                [Act.Child(0, "Good", rig.Id("good")), Act.Child(1, "Bad", rig.Id("bad")), Act.Child(2, "Slow", rig.Id("slow"))],
            "Order" => turn.All().Count(HasChildEnded) == 3 ? [Act.End()] : [],
            "Good" => [Act.End("\"fine\"")],
            "Bad" => [Act.Fail("broken")],
            _ => turn.Saw(e => e.ExecutionTerminated is not null) ? [Act.End(null, WorkflowStatus.Terminated)] : [],
        });
        await rig.StartInstanceAsync();
        await rig.ReachAsync(WorkflowStatus.Running, "slow");
        await rig.TerminateAsync(null, recursive: false, "slow");
        await rig.ReachAsync(WorkflowStatus.Completed);

        var history = await rig.HistoryAsync();
        var completed = history.Select(e => e.ChildWorkflowInstanceCompleted).Single(e => e is not null);
        var failed = history.Select(e => e.ChildWorkflowInstanceFailed).OfType<ChildWorkflowInstanceFailedEvent>()
            .ToDictionary(e => e.TaskScheduledId);
        Assert.Equal((0, "\"fine\""), (completed.TaskScheduledId, completed.Result));
        Assert.Equal("broken", failed[1].FailureDetails.ErrorMessage);
        Assert.Null(failed[2].FailureDetails);
    }

    [Fact]
    public async Task F70_A_failed_activity_is_told_with_its_details_and_may_be_scheduled_again()
    {
        await using var rig = await WorkflowRig.StartAsync();
        await rig.WorkAsync(RawAnswers.Of(turn =>
            turn.PastEvents.Count == 0 ? [Act.Activity(0)]
            : turn.Saw(e => e.TaskCompleted is not null) ? [Act.End()]
            : turn.Saw(e => e.TimerFired is not null) ? turn.Saw(e => e.EventId == 2) ? [] : [Act.Activity(2)]
            : turn.Saw(e => e.EventId == 1) ? [] : [Act.Timer(1, Moment(turn).AddSeconds(1))]) with
        {
            Activity = activity => Task.FromResult<ActivityResponse?>(activity.TaskId == 0
                ? new ActivityResponse { FailureDetails = new() { ErrorType = "Type", ErrorMessage = "message" } }
                : new ActivityResponse { Result = "1" }),
        });

        await rig.StartInstanceAsync();
        await rig.ReachAsync(WorkflowStatus.Completed);

        var failed = (await rig.HistoryAsync()).Single(e => e.TaskFailed is not null).TaskFailed;
        Assert.Equal((0, "Type", "message"), (failed.TaskScheduledId, failed.FailureDetails.ErrorType, failed.FailureDetails.ErrorMessage));
    }

    [Fact]
    public async Task F71_F72_An_activity_whose_worker_dies_goes_to_the_next_and_the_old_answer_is_late()
    {
        await using var rig = await WorkflowRig.StartAsync();
        var turns = RawAnswers.Of(turn => turn.PastEvents.Count == 0 ? [Act.Activity(0)] : [Act.End()]);
        var dying = await rig.WorkAsync(turns with { Activity = _ => Task.FromResult<ActivityResponse?>(null) });
        await rig.StartInstanceAsync();
        await rig.Rig.UntilAsync(() => !dying.Activities.IsEmpty, "the activity is out");
        await rig.LoseAsync(dying);

        var kept = new TaskCompletionSource();
        var next = await rig.WorkAsync(turns with
        {
            Activity = async _ =>
            {
                await kept.Task.WaitAsync(Rig.Stop);
                return new ActivityResponse { Result = "\"new\"" };
            },
        });
        await rig.Rig.UntilAsync(() => !next.Activities.IsEmpty, "the activity is out again");
        var (old, again) = (dying.Activities.First(), next.Activities.First());
        var late = new ActivityResponse { InstanceId = rig.Id(), TaskId = 0, Result = "\"old\"", CompletionToken = old.Token };
        await Record.ExceptionAsync(() => rig.Hub.CallAsync("CompleteActivityTask", late, CompleteTaskResponse.Parser, Rig.Stop));
        kept.TrySetResult();
        await rig.ReachAsync(WorkflowStatus.Completed);

        Assert.Equal((old.Request.TaskId, old.Request.Name), (again.Request.TaskId, again.Request.Name));
        Assert.NotEqual(old.Token, again.Token);
        Assert.Equal("\"new\"", (await rig.HistoryAsync()).Single(e => e.TaskCompleted is not null).TaskCompleted.Result);
    }

    private static void AssertBegins(IEnumerable<HistoryEvent> longer, RepeatedField<HistoryEvent> beginning) =>
        Assert.Equal(beginning.Select(e => e.ToByteString()), longer.Take(beginning.Count).Select(e => e.ToByteString()));

    private static bool HasChildEnded(HistoryEvent e) =>
        e.ChildWorkflowInstanceCompleted is not null || e.ChildWorkflowInstanceFailed is not null;

    private static WorkflowAction Again(string input, HistoryEvent carried)
    {
        var action = Act.End(input, WorkflowStatus.ContinuedAsNew);
        action.CompleteWorkflow.CarryoverEvents.Add(carried);
        return action;
    }

    private static DateTimeOffset Moment(WorkflowRequest turn) => turn.NewEvents[0].Timestamp.ToDateTimeOffset();
}
