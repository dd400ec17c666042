using Platform.TaskHub;

namespace Platform.Dapr.Tests.Workflows;

public sealed class EventTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void Events_that_come_before_the_wait_are_kept_and_taken_oldest_first()
    {
        var turns = Turns.Of(async context =>
        {
            await context.CallActivityAsync("A");
            return await context.WaitForExternalEventAsync<string>("paid") + await context.WaitForExternalEventAsync<string>("PAID");
        });

        turns.Start();
        turns.Turn(turns.Raised("Paid", "\"1\""), turns.Raised("other", "\"x\""), turns.Raised("paid", "\"2\""));
        Assert.Equal("\"12\"", turns.Turn(turns.Completed(0)).Actions[0].CompleteWorkflow.Result);
    }

    [Fact]
    public void Waits_for_the_same_event_are_served_oldest_first()
    {
        var turns = Turns.Of(async context =>
        {
            var (first, second) = (context.WaitForExternalEventAsync<string>("e"), context.WaitForExternalEventAsync<string>("e"));
            return $"{await first}{await second}";
        });

        turns.Start();
        Assert.Empty(turns.Turn(turns.Raised("e", "\"1\"")).Actions);
        Assert.Equal("\"12\"", turns.Turn(turns.Raised("e", "\"2\"")).Actions[0].CompleteWorkflow.Result);
    }

    [Fact]
    public void An_event_in_time_leaves_its_limit_to_fire_unheard()
    {
        var turns = Turns.Of(async context =>
        {
            var seen = await context.WaitForExternalEventAsync<int>("e", Hour);
            await context.CallActivityAsync("A", seen);
            return seen;
        });

        var limit = Assert.Single(turns.Start().Actions).CreateTimer;
        Assert.Equal("e", limit.ExternalEvent.Name);
        Assert.Equal("7", Assert.Single(turns.Turn(turns.Raised("e", "7")).Actions).ScheduleTask.Input);
        Assert.Empty(turns.Turn(turns.Fired(0)).Actions);
        Assert.Equal("7", turns.Turn(turns.Completed(1)).Actions[0].CompleteWorkflow.Result);
    }

    [Fact]
    public void An_event_that_does_not_come_in_time_cancels_the_wait_and_stays_for_the_next_one()
    {
        var turns = Turns.Of(async context =>
        {
            try
            {
                return await context.WaitForExternalEventAsync<string>("e", Hour);
            }
            catch (TaskCanceledException late)
            {
                return late.Message + await context.WaitForExternalEventAsync<string>("e");
            }
        });

        turns.Start();
        Assert.Empty(turns.Turn(turns.Fired(0)).Actions);
        Assert.Equal(
            "\"Event \\u0027e\\u0027 did not come within 01:00:00.now\"",
            turns.Turn(turns.Raised("e", "\"now\"")).Actions[0].CompleteWorkflow.Result);
    }

    [Fact]
    public void An_event_that_is_there_already_needs_no_limit()
    {
        var turns = Turns.Of(async context =>
        {
            await context.CallActivityAsync("A");
            return await context.WaitForExternalEventAsync<int>("e", Hour);
        });
        turns.Start();
        turns.Turn(turns.Raised("e", "5"));
        Assert.Equal("5", Assert.Single(turns.Turn(turns.Completed(0)).Actions).CompleteWorkflow.Result);
    }

    [Fact]
    public void A_wait_and_a_timer_can_be_cancelled_by_the_workflow()
    {
        var turns = Turns.Of(async context =>
        {
            using var stop = new CancellationTokenSource();
            var (wait, timer) = (context.WaitForExternalEventAsync<int>("e", stop.Token), context.CreateTimer(Hour, stop.Token));
            await context.CallActivityAsync("A");
            stop.Cancel();
            return (wait.IsCanceled, timer.IsCanceled, await context.WaitForExternalEventAsync<int>("e")) is (true, true, 3);
        });

        turns.Start();
        turns.Turn(turns.Completed(1));
        Assert.Equal("true", turns.Turn(turns.Fired(0), turns.Raised("e", "3")).Actions[0].CompleteWorkflow.Result);
    }

    [Fact]
    public void A_payload_that_is_no_json_fails_where_it_is_awaited()
    {
        var turns = Turns.Of(context => context.WaitForExternalEventAsync<int>("e"));

        turns.Start();
        Assert.StartsWith(
            "The payload of event 'e' is no JSON of type Int32",
            turns.Turn(turns.Raised("e", "{")).Actions[0].CompleteWorkflow.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_suspended_instance_keeps_what_happens_and_takes_it_in_order_when_it_is_resumed()
    {
        var turns = Turns.Of(async context =>
        {
            context.SetCustomStatus("waits");
            var result = await context.CallActivityAsync<string>("A");
            return result + await context.WaitForExternalEventAsync<string>("e") + await context.WaitForExternalEventAsync<string>("e");
        });

        turns.Start();
        turns.Turn(turns.Suspended());
        Assert.Empty(turns.Turn(turns.Raised("e", "\"1\"")).Actions);
        Assert.Empty(turns.Turn(turns.Completed(0, "\"0\"")).Actions);
        Assert.Equal("\"waits\"", turns.Turn(turns.Raised("e", "\"2\"")).CustomStatus);
        Assert.Equal("\"012\"", turns.Turn(turns.Resumed()).Actions[0].CompleteWorkflow.Result);
    }

    [Fact]
    public void What_is_begun_in_the_turn_of_a_suspension_is_sent_after_it()
    {
        var turns = Turns.Of(async context =>
            await context.CallActivityAsync<int>("A") + await context.CallActivityAsync<int>("B"));

        turns.Start();
        Assert.Empty(turns.Turn(turns.Completed(0, "1"), turns.Suspended()).Actions);
        Assert.Empty(turns.Turn(turns.Raised("e")).Actions);
        Assert.Equal("B", Assert.Single(turns.Turn(turns.Resumed()).Actions).ScheduleTask.Name);
        Assert.Equal("3", turns.Turn(turns.Completed(1, "2")).Actions[0].CompleteWorkflow.Result);
    }

    [Fact]
    public void Termination_ends_with_its_reason_even_while_suspended_and_keeps_the_status()
    {
        var turns = Turns.Of(async context =>
        {
            context.SetCustomStatus(1);
            return await context.CallActivityAsync<int>("A");
        });

        turns.Start();
        turns.Turn(turns.Suspended());
        var end = turns.Turn(turns.Completed(0, "5"), turns.Terminated("\"enough\""));
        Assert.Equal("1", end.CustomStatus);
        Assert.Equal(
            (WorkflowStatus.Terminated, "\"enough\""),
            (end.Actions.Single().CompleteWorkflow.WorkflowStatus, end.Actions[0].CompleteWorkflow.Result));
    }
}
