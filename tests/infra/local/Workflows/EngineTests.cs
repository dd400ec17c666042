using Platform.TaskHub;

namespace Platform.Local.Tests.Workflows;

/// <summary>Workflows over the wire: a raw worker on the app's gRPC port.</summary>
public sealed class EngineTests
{
    [Fact]
    public async Task A_sequence_of_activities_runs_to_its_end()
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(
            turn => turn.Activities() is var done && done < 3 ? [Act.Activity(done, input: $"{done}")] : [Act.End("\"ok\"")]);

        await host.StartInstanceAsync("one", input: "\"in\"");
        var state = await host.EndOfAsync("one");

        Assert.Equal((WorkflowStatus.Completed, "\"in\"", "\"ok\""), (state.WorkflowStatus, state.Input, state.Output));
        Assert.Equal(
            ["0", "1", "2"], (await host.HistoryAsync("one")).Where(e => e.TaskCompleted is not null).Select(e => e.TaskCompleted.Result));
    }

    [Fact]
    public async Task Past_events_are_those_committed_and_new_events_begin_with_the_turn()
    {
        await using var host = await EngineHost.StartAsync();
        var worker = await host.WorkAsync(turn => turn.Activities() < 2 ? [Act.Activity(turn.Activities())] : [Act.End()]);

        await host.StartInstanceAsync("one");
        await host.EndOfAsync("one");

        var turns = worker.Turns.ToArray();
        var history = await host.HistoryAsync("one");
        Assert.Equal(3, turns.Length);
        Assert.Empty(turns[0].PastEvents);
        foreach (var turn in turns)
        {
            Assert.Equal(history.Take(turn.PastEvents.Count), turn.PastEvents);
            Assert.NotNull(turn.NewEvents[0].WorkflowStarted);
        }

        Assert.NotNull(turns[0].NewEvents[1].ExecutionStarted);
        Assert.Equal(turns[0].ExecutionId, turns[2].ExecutionId);
    }

    [Fact]
    public async Task A_fan_out_completes_whatever_the_order_of_its_answers()
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(turn =>
            turn.PastEvents.Count == 0 ? Enumerable.Range(0, 200).Select(i => Act.Activity(i, input: $"{i}"))
            : turn.Activities() == 200 ? [Act.End()] : []);

        await host.StartInstanceAsync("one");
        await host.EndOfAsync("one");

        var answered = (await host.HistoryAsync("one")).Where(e => e.TaskCompleted is not null).Select(e => e.TaskCompleted).ToList();
        Assert.Equal(Enumerable.Range(0, 200), answered.Select(e => e.TaskScheduledId).Order());
        Assert.All(answered, e => Assert.Equal($"{e.TaskScheduledId}", e.Result));
    }

    [Fact]
    public async Task A_timer_fires_when_the_clock_gets_there()
    {
        await using var host = await EngineHost.StartAsync();
        var due = host.Time.GetUtcNow().AddDays(30);
        await host.WorkAsync(turn =>
            turn.PastEvents.Count == 0 ? [Act.Timer(0, due)] : turn.Saw(e => e.TimerFired is not null) ? [Act.End()] : []);

        await host.StartInstanceAsync("one");
        Assert.Equal(WorkflowStatus.Running, (await host.GetAsync("one"))!.WorkflowStatus);
        host.Time.Advance(TimeSpan.FromDays(30));
        var state = await host.EndOfAsync("one");

        Assert.Equal(due, state.CompletedTimestamp.ToDateTimeOffset());
    }

    [Fact]
    public async Task A_timer_in_the_past_fires_at_once()
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(turn => turn.PastEvents.Count == 0 ? [Act.Timer(0, host.Time.GetUtcNow().AddDays(-1))] : [Act.End()]);

        await host.StartInstanceAsync("one");

        Assert.Equal(WorkflowStatus.Completed, (await host.EndOfAsync("one")).WorkflowStatus);
    }

    [Fact]
    public async Task Events_are_kept_until_the_workflow_asks_for_them()
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(turn => turn.All().Count(e => e.EventRaised is not null) < 2
            ? []
            : [Act.End(string.Concat(turn.All().Where(e => e.EventRaised is not null).Select(e => e.EventRaised.Input)))]);

        await host.StartInstanceAsync("one");
        await host.RaiseAsync("one", "e", "1");
        await host.RaiseAsync("one", "E", "2");

        Assert.Equal("12", (await host.EndOfAsync("one")).Output);
    }

    [Fact]
    public async Task Suspend_and_resume_return_when_it_is_so()
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(_ => []);
        await host.StartInstanceAsync("one");

        await host.Client.CallAsync("SuspendInstance", new SuspendRequest { InstanceId = "one" }, SuspendResponse.Parser, EngineHost.Ct);
        Assert.Equal(WorkflowStatus.Suspended, (await host.GetAsync("one"))!.WorkflowStatus);
        await host.Client.CallAsync("ResumeInstance", new ResumeRequest { InstanceId = "one" }, ResumeResponse.Parser, EngineHost.Ct);
        Assert.Equal(WorkflowStatus.Running, (await host.GetAsync("one"))!.WorkflowStatus);
    }

    [Fact]
    public async Task Continuing_as_new_starts_over_with_a_new_run()
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(turn =>
        {
            var input = turn.All().First(e => e.ExecutionStarted is not null).ExecutionStarted.Input;
            return [input == "5" ? Act.End("done") : Act.End($"{int.Parse(input, null) + 1}", WorkflowStatus.ContinuedAsNew)];
        });

        await host.StartInstanceAsync("one", input: "0");
        var state = await host.EndOfAsync("one");

        Assert.Equal(("5", "done"), (state.Input, state.Output));
        Assert.Equal(3, (await host.HistoryAsync("one")).Count);
        Assert.Single(host.Host.Stored("statestore").Keys, key => key.Contains("history", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_stored_is_one_record_a_turn_and_no_inbox()
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(turn => turn.Activities() < 2 ? [Act.Activity(turn.Activities())] : [Act.End()]);

        await host.StartInstanceAsync("one");
        await host.EndOfAsync("one");

        const string prefix = "a||dapr.internal.default.a.workflow||one||";
        Assert.Equal(
            ["history-000000", "history-000001", "history-000002", "metadata"],
            host.Host.Stored("statestore").Keys.Select(key => key.Replace(prefix, "", StringComparison.Ordinal)).Order());
    }
}
