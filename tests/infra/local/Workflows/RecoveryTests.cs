using System.Collections.Concurrent;
using Platform.TaskHub;
using Platform.TaskHub.Turns;

namespace Platform.Local.Tests.Workflows;

/// <summary>A host that dies loses nothing and repeats no committed step: each moment of dying, on a store that stays.</summary>
public sealed class RecoveryTests : IAsyncDisposable
{
    private readonly ManualTime time = new();
    private readonly CrashStore store;
    private readonly ConcurrentBag<string> effects = [];

    public RecoveryTests() => store = new CrashStore(time);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Fact]
    public async Task A_start_that_was_not_acknowledged_is_there_once_or_not_at_all()
    {
        foreach (var holds in (bool[])[true, false])
        {
            var id = $"one-{holds}";
            await using (var engine = Start(ThreeActivities()))
            {
                store.CutAfter(1, holds);
                Assert.Equal(GrpcStatus.Unavailable, (await Assert.ThrowsAsync<GrpcException>(() => engine.StartAsync(id))).Status);
            }

            await using var again = Restart(ThreeActivities());
            if (await again.GetAsync(id) is null) await again.StartAsync(id);
            Assert.Equal("done", (await again.EndOfAsync(id)).Output);
        }

        Assert.Equal(6, effects.Count);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_crash_at_any_transaction_ends_in_the_same_history(bool holds)
    {
        for (var transaction = 1; transaction < 12; transaction++)
        {
            var id = $"i{transaction}";
            await using (var engine = Start(ThreeActivities()))
            {
                store.CutAfter(transaction, holds);
                await TryAsync(() => engine.StartAsync(id));
                await TryAsync(() => engine.EndOfAsync(id).WaitAsync(TimeSpan.FromMilliseconds(200), EngineHost.Ct));
            }

            await using var again = Restart(ThreeActivities());
            if (await again.GetAsync(id) is null) await again.StartAsync(id);
            Assert.Equal("done", (await again.EndOfAsync(id)).Output);
            Assert.Equal([0, 1, 2], (await again.HistoryAsync(id)).Where(e => e.TaskScheduled is not null).Select(e => e.EventId));
            Assert.Equal([0, 1, 2], (await again.HistoryAsync(id)).Select(e => e.TaskCompleted?.TaskScheduledId).OfType<int>());
        }
    }

    [Fact]
    public async Task An_activity_under_way_is_given_out_again_after_a_crash()
    {
        var stuck = ThreeActivities() with { Activity = _ => Task.FromResult<ActivityResponse?>(null) };
        await using (var engine = Start(stuck)) await engine.StartAsync("one");

        await using var again = Restart(ThreeActivities());

        Assert.Equal("done", (await again.EndOfAsync("one")).Output);
        Assert.Equal(3, effects.Count);
    }

    [Fact]
    public async Task A_timer_that_fell_due_while_the_host_was_down_fires_at_once()
    {
        var due = time.GetUtcNow().AddHours(1);
        var answers = RawAnswers.Of(turn =>
            turn.PastEvents.Count == 0 ? [Act.Timer(0, due)] : turn.Saw(e => e.TimerFired is not null) ? [Act.End("rang")] : []);
        await using (var engine = Start(answers)) await engine.StartAsync("one");
        time.Advance(TimeSpan.FromHours(2));

        await using var again = Restart(answers);

        var state = await EventuallyOverAsync(again, "one");
        Assert.Equal("rang", state.Output);
        Assert.Single(await again.HistoryAsync("one"), e => e.TimerFired is not null);
    }

    [Fact]
    public async Task A_timer_of_the_future_is_waited_for_again()
    {
        var due = time.GetUtcNow().AddHours(1);
        var answers = RawAnswers.Of(turn => turn.PastEvents.Count == 0 ? [Act.Timer(0, due)] : [Act.End("rang")]);
        await using (var engine = Start(answers)) await engine.StartAsync("one");

        await using var again = Restart(answers);
        Assert.Equal(WorkflowStatus.Running, (await again.GetAsync("one"))!.WorkflowStatus);
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("rang", (await EventuallyOverAsync(again, "one")).Output);
    }

    [Fact]
    public async Task A_crash_while_continuing_as_new_skips_and_repeats_no_run()
    {
        for (var transaction = 1; transaction < 8; transaction++)
        {
            var id = $"i{transaction}";
            await using (var engine = Start(Counting()))
            {
                store.CutAfter(transaction, lastHolds: transaction % 2 == 0);
                await TryAsync(() => engine.StartAsync(id, input: "0"));
                await TryAsync(() => engine.EndOfAsync(id).WaitAsync(TimeSpan.FromMilliseconds(200), EngineHost.Ct));
            }

            await using var again = Restart(Counting());
            if (await again.GetAsync(id) is null) await again.StartAsync(id, input: "0");
            Assert.Equal("3", (await again.EndOfAsync(id)).Output);
            Assert.Equal(["0", "1", "2", "3"], effects.Where(effect => effect.StartsWith(id + "/", StringComparison.Ordinal))
                .Select(effect => effect[(id.Length + 1)..]).Distinct().Order());
        }
    }

    [Fact]
    public async Task An_event_that_was_acknowledged_is_never_lost()
    {
        var answers = RawAnswers.Of(turn => turn.Saw(e => e.EventRaised is not null) ? [Act.End("heard")] : []);
        await using (var engine = Start(answers))
        {
            await engine.StartAsync("one");
            await engine.StartAsync("two");
        }

        await using (var deaf = Restart(answers with { Turn = _ => Task.FromResult<WorkflowResponse?>(null) }))
        {
            var desk = await deaf.Engine.DeskAsync(EngineHost.Ct);
            await desk.DeliverAsync("one", NewEvent.Raised("e", null, time.GetUtcNow()), EngineHost.Ct);
        }

        await using var again = Restart(answers);
        Assert.Equal("heard", (await again.EndOfAsync("one")).Output);
        Assert.Equal(WorkflowStatus.Running, (await again.GetAsync("two"))!.WorkflowStatus);
    }

    [Fact]
    public async Task An_activity_that_nobody_awaits_still_runs_after_a_crash()
    {
        var answers = RawAnswers.Of(_ => [Act.Activity(0), Act.End()]) with { Activity = _ => Task.FromResult<ActivityResponse?>(null) };
        await using (var engine = Start(answers)) await engine.StartAsync("one");

        await using var again = Restart(answers with { Activity = Effect });
        await Eventually.HoldsAsync(() => effects.Count == 1);
    }

    [Fact]
    public async Task A_store_that_goes_away_loses_nothing_and_work_goes_on_by_itself()
    {
        await using var engine = Start(ThreeActivities());
        await engine.StartAsync("one");
        await engine.EndOfAsync("one");

        store.CutAfter(3, lastHolds: false);
        await TryAsync(() => engine.StartAsync("two"));
        await Eventually.HoldsAsync(() => store.IsCut);
        await Eventually.HoldsAsync(() => RefusedAsync(engine));
        Assert.NotNull(await Record.ExceptionAsync(() => engine.StartAsync("three")));
        store.Mend();

        Assert.Equal("done", (await EventuallyOverAsync(engine, "two")).Output);
        Assert.Null(await engine.GetAsync("three"));
    }

    [Fact]
    public async Task An_instance_whose_records_are_gone_does_not_hold_up_the_others()
    {
        var answers = RawAnswers.Of(turn => turn.Saw(e => e.EventRaised is not null) ? [Act.End("heard")] : []);
        await using (var engine = Start(answers))
        {
            await engine.StartAsync("one");
            await engine.StartAsync("two");
        }

        await store.TransactAsync([new("a||dapr.internal.default.a.workflow||one||history-000000", null)], EngineHost.Ct);
        await using var again = Restart(answers);
        var desk = await again.Engine.DeskAsync(EngineHost.Ct);
        foreach (var id in (string[])["one", "two"])
            await desk.DeliverAsync(id, NewEvent.Raised("e", null, time.GetUtcNow()), EngineHost.Ct);

        Assert.Equal("heard", (await again.EndOfAsync("two")).Output);
        Assert.Equal(GrpcStatus.DataLoss, (await Assert.ThrowsAsync<GrpcException>(() => again.GetAsync("one"))).Status);
    }

    private DirectEngine Start(RawAnswers answers)
    {
        var engine = new DirectEngine(store, time);
        engine.Work(answers);
        return engine;
    }

    private DirectEngine Restart(RawAnswers answers)
    {
        store.Mend();
        return Start(answers);
    }

    private RawAnswers ThreeActivities() => RawAnswers.Of(
        turn => turn.Activities() is var done && done < 3 ? [Act.Activity(done, input: $"{done}")] : [Act.End("done")]) with
    {
        Activity = Effect,
    };

    private RawAnswers Counting() => RawAnswers.Of(turn =>
    {
        var input = turn.All().First(e => e.ExecutionStarted is not null).ExecutionStarted.Input;
        effects.Add($"{turn.InstanceId}/{input}");
        return [input == "3" ? Act.End(input) : Act.End($"{int.Parse(input, null) + 1}", WorkflowStatus.ContinuedAsNew)];
    });

    private Task<ActivityResponse?> Effect(ActivityRequest activity)
    {
        effects.Add($"{activity.WorkflowInstance.InstanceId}/{activity.TaskId}");
        return Task.FromResult<ActivityResponse?>(new ActivityResponse { Result = activity.Input });
    }

    private static async Task<bool> RefusedAsync(DirectEngine engine) =>
        await Record.ExceptionAsync(() => engine.StartAsync("three")) is GrpcException { Status: GrpcStatus.Unavailable };

    private async Task<WorkflowState> EventuallyOverAsync(DirectEngine engine, string id)
    {
        WorkflowState? state = null;
        await Eventually.HoldsAsync(
            async () => await TryAsync(async () => state = await engine.GetAsync(id))
                && state is { } found && Local.Workflows.Instance.IsEnd(found.WorkflowStatus),
            $"{id} ends", () => time.Advance(TimeSpan.FromMilliseconds(500)));
        return state!;
    }

    // What a crash does to a caller is not what these tests are about.
    private static async Task<bool> TryAsync(Func<Task> call)
    {
        var error = await Record.ExceptionAsync(call);
        Assert.True(error is null or GrpcException or TimeoutException or IOException, $"{error}");
        return error is null;
    }
}
