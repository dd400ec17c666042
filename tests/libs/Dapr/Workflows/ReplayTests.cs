using Platform.TaskHub;

namespace Platform.Dapr.Tests.Workflows;

public sealed class ReplayTests
{
    [Fact]
    public void The_worked_example_of_the_protocol_gives_its_actions()
    {
        var turns = Turns.Of<string, string>(async (context, amount) =>
        {
            var receipt = await context.CallActivityAsync<string>("Charge", amount);
            await context.CreateTimer(TimeSpan.FromSeconds(5));
            await context.WaitForExternalEventAsync<bool>("Approved");
            return receipt;
        });

        var charge = Assert.Single(turns.Start("\"10 EUR\"").Actions);
        Assert.Equal((0, "Charge", "\"10 EUR\""), (charge.Id, charge.ScheduleTask.Name, charge.ScheduleTask.Input));
        Assert.Equal(32, charge.ScheduleTask.TaskExecutionId.Length);
        var pause = Assert.Single(turns.Turn(turns.Completed(0, "\"r-1\"")).Actions);
        Assert.Equal(1, pause.Id);
        Assert.Equal(new DateTime(2026, 1, 1, 0, 0, 7, DateTimeKind.Utc), pause.CreateTimer.FireAt.ToDateTime());
        Assert.Empty(turns.Turn(turns.Fired(1)).Actions);
        var end = Assert.Single(turns.Turn(turns.Raised("APPROVED", "true")).Actions).CompleteWorkflow;
        Assert.Equal((WorkflowStatus.Completed, "\"r-1\""), (end.WorkflowStatus, end.Result));
    }

    [Fact]
    public void Steps_that_run_side_by_side_may_end_in_any_order()
    {
        var turns = Turns.Of(async context =>
            string.Join(",", await Task.WhenAll(Enumerable.Range(0, 3).Select(i => context.CallActivityAsync<string>("A", i)))));

        Assert.Equal([0, 1, 2], turns.Start().Actions.Select(a => a.Id));
        Assert.Empty(turns.Turn(turns.Completed(2, "\"c\"")).Actions);
        Assert.Equal("\"a,b,c\"", turns.Turn(turns.Completed(1, "\"b\""), turns.Completed(0, "\"a\"")).Actions[0].CompleteWorkflow.Result);
    }

    [Fact]
    public void A_completion_that_comes_twice_changes_nothing()
    {
        var turns = Turns.Of(async context =>
            await context.CallActivityAsync<int>("A") + await context.CallActivityAsync<int>("B"));

        turns.Start();
        turns.Turn(turns.Completed(0, "1"));
        Assert.Empty(turns.Turn(turns.Completed(0, "100")).Actions);
        Assert.Equal("3", turns.Turn(turns.Completed(1, "2")).Actions[0].CompleteWorkflow.Result);
    }

    [Fact]
    public void The_code_knows_the_time_of_its_turn_and_whether_it_replays()
    {
        List<(bool, int)> seen = [];
        var turns = Turns.Of(async context =>
        {
            seen.Add((context.IsReplaying, context.CurrentUtcDateTime.Second));
            await context.CallActivityAsync("A");
            seen.Add((context.IsReplaying, context.CurrentUtcDateTime.Second));
            return 0;
        });

        turns.Start();
        turns.Turn(turns.Completed(0));
        Assert.Equal([(false, 1), (true, 1), (false, 2)], seen);
    }

    [Fact]
    public void Ids_are_the_same_in_every_replay_and_differ_from_each_other()
    {
        List<Guid> seen = [];
        var turns = Turns.Of(async context =>
        {
            seen.AddRange(context.NewGuid(), context.NewGuid());
            await context.CallActivityAsync("A");
            return 0;
        });

        turns.Start();
        turns.Turn(turns.Completed(0));
        Assert.Equal(seen[..2], seen[2..]);
        Assert.NotEqual(seen[0], seen[1]);
        Assert.Equal(5, seen[0].Version);
    }

    [Fact]
    public void The_status_that_was_set_last_is_in_every_answer()
    {
        var turns = Turns.Of(async context =>
        {
            context.SetCustomStatus(new { done = 1 });
            await context.CallActivityAsync("A");
            await context.CallActivityAsync("B");
            context.SetCustomStatus(null);
            return 0;
        });

        Assert.Equal("{\"done\":1}", turns.Start().CustomStatus);
        Assert.Equal("{\"done\":1}", turns.Turn(turns.Completed(0)).CustomStatus);
        Assert.Null(turns.Turn(turns.Completed(1)).CustomStatus);
    }

    [Fact]
    public void An_unknown_workflow_fails_and_is_named()
    {
        var turns = Turns.Of(_ => Task.FromResult(0));
        var started = turns.Started(null);
        started.ExecutionStarted.Name = "Ordre";

        var end = turns.Turn(started).Actions[0].CompleteWorkflow;
        Assert.Equal(WorkflowStatus.Failed, end.WorkflowStatus);
        Assert.Contains("no workflow 'Ordre'", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.EndsWith("WorkflowNotFound", end.FailureDetails.ErrorType, StringComparison.Ordinal);
        Assert.True(end.FailureDetails.IsNonRetriable);
    }

    [Fact]
    public void An_input_that_is_no_json_fails_the_workflow_and_says_so()
    {
        var turns = Turns.Of<int, int>((_, input) => Task.FromResult(input));

        var failure = turns.Start("not json").Actions[0].CompleteWorkflow.FailureDetails;
        Assert.StartsWith("The input of workflow 'Order' is no JSON of type Int32", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.True(failure.IsNonRetriable);
    }
}
