using Platform.Dapr.Replay;
using Platform.TaskHub;

namespace Platform.Dapr.Tests.Workflows;

public sealed class ForeignAwaitTests
{
    private const string Advice = "Use context.CreateTimer instead of Task.Delay, an activity (context.CallActivityAsync) for I/O";

    [Fact]
    public void A_workflow_that_waits_for_the_runtimes_clock_fails_and_is_told_what_to_use()
    {
        var turns = Turns.Of(async _ =>
        {
            await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
            return 0;
        });

        Assert.Contains(Advice, MessageOf(turns.Start()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_continuation_that_leaves_the_turns_thread_fails_the_workflow()
    {
        var turns = Turns.Of(async context =>
        {
            await context.CallActivityAsync("A").ConfigureAwait(false);
            return await context.CallActivityAsync<int>("B");
        });

        turns.Start();
        Assert.Contains(Advice, MessageOf(turns.Turn(turns.Completed(0))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_back_after_the_turn_is_reported_and_never_runs()
    {
        var (foreign, reported, ran) = (new TaskCompletionSource(), new TaskCompletionSource<string>(), false);
        var turns = Turns.Of(async context =>
        {
            var step = context.CallActivityAsync("A");
            await foreign.Task;
            ran = true;
            await step;
            return 0;
        });

        var response = turns.Run(turns.RequestFor(turns.Started(null)), new TurnThread(deed => reported.TrySetResult(deed)));
        Assert.Single(response.Actions);
        await Task.Run(foreign.SetResult, TestContext.Current.CancellationToken);
        Assert.Equal("it awaited something that ended on another thread", await reported.Task);
        Assert.False(ran);
    }

    [Fact]
    public void A_context_that_is_used_from_another_thread_refuses_and_fails_the_workflow()
    {
        var turns = Turns.Of(context =>
        {
            var elsewhere = new Thread(() => Record.Exception(() => context.NewGuid()));
            elsewhere.Start();
            elsewhere.Join();
            return context.CallActivityAsync<int>("A");
        });

        Assert.Contains("it used NewGuid on a thread that is not its own", MessageOf(turns.Start()), StringComparison.Ordinal);
    }

    [Fact]
    public void Yielding_stays_on_the_turns_thread()
    {
        var turns = Turns.Of(async context =>
        {
            var thread = Environment.CurrentManagedThreadId;
            await Task.Yield();
            await context.CallActivityAsync("A");
            await Task.Yield();
            return thread == Environment.CurrentManagedThreadId;
        });

        turns.Start();
        Assert.Equal("true", turns.Turn(turns.Completed(0)).Actions[0].CompleteWorkflow.Result);
    }

    [Fact]
    public void Steps_without_end_in_one_turn_are_refused()
    {
        var turns = Turns.Of(async context =>
        {
            while (true) _ = context.CallActivityAsync("A");
#pragma warning disable CS0162
            return await Task.FromResult(0);
#pragma warning restore CS0162
        });

        Assert.Contains("more than 100,000 steps in one turn", MessageOf(turns.Start()), StringComparison.Ordinal);
    }

    private static string MessageOf(WorkflowResponse response)
    {
        var end = Assert.Single(response.Actions).CompleteWorkflow;
        Assert.Equal(WorkflowStatus.Failed, end.WorkflowStatus);
        Assert.True(end.FailureDetails.IsNonRetriable);
        return end.FailureDetails.ErrorMessage;
    }
}
