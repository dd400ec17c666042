using System.Collections.Concurrent;
using Platform.Local.Actors;

namespace Platform.Local.Tests.Actors;

/// <summary>One turn at a time: order, parallel ids, re-entrancy, idle actors, the end.</summary>
public sealed class ActorTurnTests
{
    private const string Reentrant = """{"entities":["T"],"reentrancy":{"enabled":true,"maxStackDepth":3}}""";

    [Fact]
    public async Task Calls_of_one_actor_never_overlap()
    {
        await using var app = await ActorApp.StartAsync();
        var (inside, most) = (0, 0);
        app.Do = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        };

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => app.CallAsync("T/1/method/M")));

        Assert.All(answers, answer => Assert.Equal(200, (int)answer.StatusCode));
        Assert.Equal((50, 1), (app.Turns.Count, most));
    }

    [Fact]
    public async Task Turns_are_given_in_the_order_they_were_asked_for()
    {
        var turns = new ActorTurns(new ActorId("T", "1"), ActorSettings.Default, new ManualTime());
        using var patience = new CancellationTokenSource();
        Assert.True(await turns.EnterAsync(null, ActorApp.Ct));
        var waiting = Enumerable.Range(0, 3).Select(i => turns.EnterAsync(null, i == 1 ? patience.Token : ActorApp.Ct)).ToArray();

        await patience.CancelAsync();
        turns.Leave();
        Assert.True(await waiting[0]);
        Assert.False(waiting[2].IsCompleted);
        turns.Leave();

        Assert.True(await waiting[2]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[1]);
    }

    [Fact]
    public async Task Different_actors_run_at_the_same_time()
    {
        await using var app = await ActorApp.StartAsync();
        using var both = new CountdownEvent(2);
        var met = new TaskCompletionSource();
        app.Do = async (_, _) =>
        {
            if (both.Signal()) met.SetResult();
            await met.Task;
        };

        var answers = await Task.WhenAll(app.CallAsync("T/1/method/M"), app.CallAsync("T/2/method/M"));

        Assert.All(answers, answer => Assert.Equal(200, (int)answer.StatusCode));
    }

    [Fact]
    public async Task A_reentrant_actor_is_entered_by_what_its_own_turn_calls()
    {
        await using var app = await ActorApp.StartAsync(Reentrant);
        app.Do = async (turn, _) =>
        {
            var next = turn.Path switch
            {
                "/actors/T/A/method/Start" => "T/B/method/Middle",
                "/actors/T/B/method/Middle" => "T/A/method/End",
                _ => null,
            };
            if (next is null) return;
            using var answer = await app.CallAsync(next, from: app.Own, chain: turn.Headers["Dapr-Reentrancy-Id"]);
            Assert.Equal(200, (int)answer.StatusCode);
        };

        using var answer = await app.CallAsync("T/A/method/Start");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Single(app.Turns.Select(turn => turn.Headers["Dapr-Reentrancy-Id"]).Distinct());
    }

    [Fact]
    public async Task A_chain_of_calls_may_not_be_deeper_than_configured()
    {
        await using var app = await ActorApp.StartAsync(Reentrant);
        var inner = new ConcurrentQueue<int>();
        app.Do = async (turn, context) =>
        {
            using var answer = await app.CallAsync("T/A/method/Again", from: app.Own, chain: turn.Headers["Dapr-Reentrancy-Id"]);
            inner.Enqueue((int)answer.StatusCode);
            context.Response.StatusCode = (int)answer.StatusCode;
            if (inner.Count == 1)
                Assert.Contains("ERR_ACTOR_STACK_DEPTH", await answer.Content.ReadAsStringAsync(ActorApp.Ct), StringComparison.Ordinal);
        };

        await ActorApp.RefusedAsync(app.CallAsync("T/A/method/Again"), 500, "ERR_ACTOR_INVOKE_METHOD");

        Assert.Equal(3, inner.Count);
    }

    [Fact]
    public async Task Without_reentrancy_an_actor_that_calls_itself_waits_until_the_caller_gives_up()
    {
        await using var app = await ActorApp.StartAsync();
        app.Do = async (turn, context) =>
        {
            if (!turn.Path.EndsWith("Outer", StringComparison.Ordinal)) return;
            using var answer = await app.Own.PutAsync("/v1.0/actors/T/1/method/Inner", null, context.RequestAborted);
        };
        using var patience = new CancellationTokenSource();

        var call = app.Outside.PutAsync("/v1.0/actors/T/1/method/Outer", null, patience.Token);
        await app.CalledAsync("/Outer");
        Assert.Empty(app.Of("/Inner"));
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        using var answer = await app.CallAsync("T/1/method/After");
        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Too_many_waiting_calls_are_told_to_come_back()
    {
        await using var app = await ActorApp.StartAsync();
        var release = new TaskCompletionSource();
        app.Do = (_, _) => release.Task;
        using var first = app.CallAsync("T/1/method/M");
        await app.CalledAsync("/M");

        var others = Enumerable.Range(0, 1_001).Select(_ => app.CallAsync("T/1/method/M")).ToList();
        using var refused = await (await Task.WhenAny(others));
        release.SetResult();

        Assert.Equal((429, "1"), ((int)refused.StatusCode, refused.Headers.GetValues("Retry-After").Single()));
        var answers = await Task.WhenAll(others);
        Assert.Equal(1_000, answers.Count(answer => (int)answer.StatusCode == 200));
    }

    [Fact]
    public async Task An_actor_that_nobody_uses_is_let_go()
    {
        await using var app = await ActorApp.StartAsync("""{"entities":["T"],"actorIdleTimeout":"20s"}""");
        using (await app.CallAsync("T/1/method/M")) app.Time.Advance(TimeSpan.FromSeconds(15));
        using (await app.CallAsync("T/1/method/M")) app.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(2, app.Turns.Count);

        app.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(("DELETE", "/actors/T/1"), (await app.CalledAsync("/T/1")).Select(turn => (turn.Verb, turn.Path)).Single());
        await Eventually.HoldsAsync(async () => (int)(await app.CallAsync("T/1/state", "[]", app.Own)).StatusCode == 400);
        using var again = await app.CallAsync("T/1/method/M");
        Assert.Equal(200, (int)again.StatusCode);
    }

    [Fact]
    public async Task A_sidecar_that_stops_lets_turns_end_and_actors_go()
    {
        await using var app = await ActorApp.StartAsync();
        var release = new TaskCompletionSource();
        app.Do = (turn, _) => turn.Verb == "PUT" ? release.Task : Task.CompletedTask;
        var call = app.CallAsync("T/1/method/M", from: app.Own);
        await app.CalledAsync("/M");

        var stopped = app.Host.DisposeAsync().AsTask();
        Assert.Empty(app.Of("/T/1"));
        release.SetResult();

        await stopped;
        Assert.Equal(200, (int)(await call).StatusCode);
        Assert.Equal("DELETE", Assert.Single(app.Of("/T/1")).Verb);
    }
}
