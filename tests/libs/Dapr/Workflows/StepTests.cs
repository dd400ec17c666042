using Platform.TaskHub;

namespace Platform.Dapr.Tests.Workflows;

public sealed class StepTests
{
    private static readonly WorkflowRetryPolicy Thrice = new(3, TimeSpan.FromSeconds(10), backoffCoefficient: 2);

    [Fact]
    public void A_failed_activity_throws_where_it_is_awaited_with_the_whole_chain()
    {
        var turns = Turns.Of(async context =>
        {
            try
            {
                return await context.CallActivityAsync<string>("Charge");
            }
            catch (WorkflowTaskFailedException error)
            {
                return $"{error.Message} | {error.FailureDetails}";
            }
        });

        turns.Start();
        var inner = new TaskFailureDetails { ErrorType = "System.IO.IOException", ErrorMessage = "cable" };
        Assert.Equal(
            "\"activity \\u0027Charge\\u0027 (step 0) failed: no line | System.Exception: no line \\u003C- System.IO.IOException: cable\"",
            turns.Turn(turns.Failed(0, "no line", inner)).Actions[0].CompleteWorkflow.Result);
    }

    [Fact]
    public void A_workflow_that_does_not_catch_fails_with_the_whole_chain()
    {
        var turns = Turns.Of(async context =>
        {
            try
            {
                return await context.CallActivityAsync<int>("Charge");
            }
            catch (WorkflowTaskFailedException error)
            {
                throw new InvalidOperationException("no money", error);
            }
        });

        turns.Start();
        var failure = turns.Turn(turns.Failed(0, "no line", new() { ErrorMessage = "cable" })).Actions[0].CompleteWorkflow.FailureDetails;
        Assert.Equal("System.InvalidOperationException", failure.ErrorType);
        Assert.Equal(
            ["no money", "activity 'Charge' (step 0) failed: no line", "no line", "cable"],
            Chain(failure).Select(each => each.ErrorMessage));
        Assert.False(failure.IsNonRetriable);
    }

    [Fact]
    public void Retries_are_timers_and_new_steps_with_the_key_of_the_first_attempt()
    {
        var turns = Turns.Of(context => context.CallActivityAsync<int>("A", 1, new(Thrice)));

        var first = Assert.Single(turns.Start().Actions).ScheduleTask;
        var pause = Assert.Single(turns.Turn(turns.Failed(0, "1")).Actions).CreateTimer;
        Assert.Equal(first.TaskExecutionId, pause.ActivityRetry.TaskExecutionId);
        Assert.Equal(10, (pause.FireAt.ToDateTime() - turns.History[^1].Timestamp.ToDateTime()).TotalSeconds);
        var second = Assert.Single(turns.Turn(turns.Fired(1)).Actions);
        Assert.Equal((2, "A", "1"), (second.Id, second.ScheduleTask.Name, second.ScheduleTask.Input));
        Assert.Equal(first.TaskExecutionId, second.ScheduleTask.TaskExecutionId);
        pause = Assert.Single(turns.Turn(turns.Failed(2, "2")).Actions).CreateTimer;
        Assert.Equal(20, (pause.FireAt.ToDateTime() - turns.History[^1].Timestamp.ToDateTime()).TotalSeconds);
        turns.Turn(turns.Fired(3));
        var failure = turns.Turn(turns.Failed(4, "3")).Actions[0].CompleteWorkflow.FailureDetails;
        Assert.Equal("activity 'A' (step 4) failed: 3", failure.ErrorMessage);
    }

    [Fact]
    public void What_cannot_succeed_is_not_tried_again()
    {
        var turns = Turns.Of(context => context.CallActivityAsync<int>("A", 1, new(Thrice)));

        turns.Start();
        var failed = turns.Failed(0, "wrong input");
        failed.TaskFailed.FailureDetails.IsNonRetriable = true;
        Assert.Equal(WorkflowStatus.Failed, turns.Turn(failed).Actions[0].CompleteWorkflow.WorkflowStatus);
    }

    [Theory]
    [InlineData(1, 0, 10)]
    [InlineData(2, 0, 20)]
    [InlineData(3, 0, 30)]
    [InlineData(4, 0, 30)]
    [InlineData(4, 71, null)]
    [InlineData(5, 0, null)]
    public void A_policy_grows_to_its_limit_and_ends(int attempt, int elapsed, int? seconds)
    {
        var policy = new WorkflowRetryPolicy(
            5, TimeSpan.FromSeconds(10), 2, TimeSpan.FromSeconds(30), retryTimeout: TimeSpan.FromSeconds(100));

        Assert.Equal(seconds, (int?)policy.DelayAfter(attempt, TimeSpan.FromSeconds(elapsed))?.TotalSeconds);
    }

    [Fact]
    public void A_policy_without_sense_is_refused_by_the_name_of_its_field()
    {
        var second = TimeSpan.FromSeconds(1);
        Assert.Throws<ArgumentOutOfRangeException>("maxNumberOfAttempts", () => new WorkflowRetryPolicy(0, second));
        Assert.Throws<ArgumentOutOfRangeException>("firstRetryInterval", () => new WorkflowRetryPolicy(1, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>("backoffCoefficient", () => new WorkflowRetryPolicy(1, second, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("maxRetryInterval", () => new WorkflowRetryPolicy(1, second, 1, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>("retryTimeout", () => new WorkflowRetryPolicy(1, second, 1, null, TimeSpan.Zero));
    }

    [Fact]
    public void A_child_has_an_id_that_every_replay_gives_it_and_returns_its_result()
    {
        var turns = Turns.Of(async context => 1 + await context.CallChildWorkflowAsync<int>("Ship", "x"));

        var child = Assert.Single(turns.Start().Actions).CreateChildWorkflow;
        Assert.Equal(("Ship", "\"x\"", 32), (child.Name, child.Input, child.InstanceId.Length));
        Assert.Equal("8", turns.Turn(turns.ChildCompleted(0, "7")).Actions[0].CompleteWorkflow.Result);
    }

    [Fact]
    public void A_child_that_was_terminated_fails_although_it_says_nothing()
    {
        var turns = Turns.Of(context => context.CallChildWorkflowAsync<int>("Ship", null, new ChildWorkflowTaskOptions("ship-1")));

        Assert.Equal("ship-1", Assert.Single(turns.Start().Actions).CreateChildWorkflow.InstanceId);
        Assert.Equal(
            "child workflow 'Ship' (step 0) failed: it was terminated",
            turns.Turn(turns.ChildFailed(0, null)).Actions[0].CompleteWorkflow.FailureDetails.ErrorMessage);
    }

    [Fact]
    public void Each_retry_of_a_child_is_an_instance_of_its_own()
    {
        var turns = Turns.Of(context => context.CallChildWorkflowAsync<int>("Ship", null, new(RetryPolicy: Thrice)));

        var first = Assert.Single(turns.Start().Actions).CreateChildWorkflow.InstanceId;
        var pause = Assert.Single(turns.Turn(turns.ChildFailed(0, new() { ErrorMessage = "x" })).Actions).CreateTimer;
        Assert.Equal(first, pause.ChildWorkflowRetry.InstanceId);
        Assert.NotEqual(first, Assert.Single(turns.Turn(turns.Fired(1)).Actions).CreateChildWorkflow.InstanceId);
    }

    [Fact]
    public void Beginning_anew_takes_the_input_and_the_events_that_nobody_took()
    {
        var turns = Turns.Of<int, int>(async (context, round) =>
        {
            await context.WaitForExternalEventAsync<object>("go");
            context.ContinueAsNew(round + 1);
            return 0;
        });

        turns.Start("1");
        var end = turns.Turn(turns.Raised("b", "1"), turns.Raised("go"), turns.Raised("a", "2"), turns.Raised("GO", "3"));
        var next = Assert.Single(end.Actions).CompleteWorkflow;
        Assert.Equal((WorkflowStatus.ContinuedAsNew, "2"), (next.WorkflowStatus, next.Result));
        Assert.Equal(["b", "a", "GO"], next.CarryoverEvents.Select(e => e.EventRaised.Name));
    }

    [Fact]
    public void Beginning_anew_without_events_drops_them()
    {
        var turns = Turns.Of(async context =>
        {
            await context.WaitForExternalEventAsync<object>("go");
            context.ContinueAsNew(null, preserveUnprocessedEvents: false);
            return 0;
        });

        turns.Start();
        Assert.Empty(turns.Turn(turns.Raised("b"), turns.Raised("go")).Actions[0].CompleteWorkflow.CarryoverEvents);
    }

    private static IEnumerable<TaskFailureDetails> Chain(TaskFailureDetails? failure)
    {
        for (; failure is not null; failure = failure.InnerFailure) yield return failure;
    }
}
