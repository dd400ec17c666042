using Platform.TaskHub;

namespace Platform.Dapr.Tests.Workflows;

public sealed class DivergenceTests
{
    [Fact]
    public void Another_activity_than_the_historys_is_found_and_both_are_named()
    {
        var (old, changed) = (Turns.Of(c => c.CallActivityAsync<int>("Charge")), Turns.Of(c => c.CallActivityAsync<int>("Bill")));

        old.Start();
        Assert.Equal(
            "Workflow 'Order' has changed under a running instance: step 0 (event 2 of the history): "
            + "the history has activity 'Charge' as step 0, the code has activity 'Bill'.",
            MessageOf(old.TurnWith(changed, old.Completed(0))));
    }

    [Fact]
    public void Another_kind_of_step_is_found_and_both_are_named()
    {
        var old = Turns.Of(c => c.CallActivityAsync<int>("Charge"));
        var changed = Turns.Of(async c =>
        {
            await c.CreateTimer(TimeSpan.FromSeconds(1));
            return 0;
        });

        old.Start();
        Assert.Contains(
            "the history has activity 'Charge' as step 0, the code has a timer until 2026-01-01T00:00:02Z",
            MessageOf(old.TurnWith(changed, old.Completed(0))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_that_the_code_no_longer_has_is_found()
    {
        var (old, changed) = (Turns.Of(c => c.CallActivityAsync<int>("Charge")), Turns.Of(_ => Task.FromResult(0)));

        old.Start();
        Assert.Contains(
            "a step (event 2 of the history): the history has activity 'Charge' as step 0, the code has no such step",
            MessageOf(old.TurnWith(changed, old.Completed(0))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_that_the_history_does_not_have_is_found()
    {
        var old = Turns.Of(async c => await c.CallActivityAsync<int>("A"));
        var changed = Turns.Of(async c => (await Task.WhenAll(c.CallActivityAsync<int>("A"), c.CallActivityAsync<int>("New")))[0]);

        old.Start();
        Assert.Contains(
            "step 1: the code has activity 'New', which the history does not have before its event 3",
            MessageOf(old.TurnWith(changed, old.Completed(0))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_timer_that_the_official_worker_makes_for_a_wait_is_named()
    {
        var turns = Turns.Of(c => c.WaitForExternalEventAsync<int>("e"));

        turns.Start();
        turns.History.Add(new() { EventId = 0, TimerCreated = new() { ExternalEvent = new() { Name = "e" } } });
        Assert.Contains("a timer for event 'e' as step 0", MessageOf(turns.Turn(turns.Raised("e", "1"))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_instance_that_is_run_again_from_a_step_begins_the_others_anew()
    {
        var turns = Turns.Of(async c => (await Task.WhenAll(Enumerable.Range(0, 3).Select(i => c.CallActivityAsync<int>("A", i)))).Sum());

        turns.Start();
        turns.History.RemoveAt(4);
        turns.History[3].TaskScheduled.RerunParentInstanceInfo = new() { InstanceId = "older" };
        Assert.Equal(2, Assert.Single(turns.Turn(turns.Completed(0, "1")).Actions).Id);
        Assert.Equal("6", turns.Turn(turns.Completed(1, "2"), turns.Completed(2, "3")).Actions[0].CompleteWorkflow.Result);
    }

    private static string MessageOf(WorkflowResponse response)
    {
        var end = Assert.Single(response.Actions).CompleteWorkflow;
        Assert.Equal(WorkflowStatus.Failed, end.WorkflowStatus);
        Assert.Equal(typeof(WorkflowDivergedException).FullName, end.FailureDetails.ErrorType);
        Assert.True(end.FailureDetails.IsNonRetriable);
        return end.FailureDetails.ErrorMessage;
    }
}
