using Microsoft.Extensions.DependencyInjection;

namespace Platform.Dapr.Tests;

public sealed class ActorLifeTests
{
    [Fact]
    public async Task An_actor_comes_with_its_first_call_and_goes_when_the_sidecar_says()
    {
        await using var diaries = await StartAsync();
        var (app, log) = (diaries.App, diaries.Log);

        await app.CallAsync("Diary/d", "WriteAsync", "\"a\"");
        await app.CallAsync("Diary/d", "WriteAsync", "\"b\"");
        Assert.Equal(200, (await app.DeactivateAsync("Diary/d")).Status);
        Assert.Equal(200, (await app.DeactivateAsync("Diary/d")).Status);
        await app.CallAsync("Diary/d", "WriteAsync", "\"c\"");

        Assert.Equal(
            ["activated d", "wrote a True", "wrote b True", "deactivated d", "pen disposed", "activated d", "wrote c True"], log.Lines);
    }

    [Fact]
    public async Task What_activation_changes_is_saved_before_the_call()
    {
        await using var diaries = await StartAsync();

        Assert.Equal(500, (await diaries.App.CallAsync("Diary/eager", "FailAsync")).Status);

        Assert.Contains("born", diaries.App.Sidecar.Transactions.Single());
    }

    [Fact]
    public async Task An_actor_that_cannot_be_activated_tries_again_with_the_next_call()
    {
        await using var diaries = await StartAsync();
        diaries.Log.FailsToActivate = true;

        var failed = await diaries.App.CallAsync("Diary/d", "WriteAsync", "\"a\"");
        diaries.Log.FailsToActivate = false;
        var done = await diaries.App.CallAsync("Diary/d", "WriteAsync", "\"a\"");

        Assert.Equal(500, failed.Status);
        Assert.Contains("no ink", failed.Body);
        Assert.Equal(200, done.Status);
        Assert.Equal(["activated d", "pen disposed", "activated d", "wrote a True"], diaries.Log.Lines);
    }

    [Fact]
    public async Task An_actor_that_fails_to_go_is_gone_all_the_same()
    {
        await using var diaries = await StartAsync();
        await diaries.App.CallAsync("Diary/sticky", "WriteAsync", "\"a\"");

        Assert.Equal(500, (await diaries.App.DeactivateAsync("Diary/sticky")).Status);

        Assert.Contains("pen disposed", diaries.Log.Lines);
        Assert.Equal(0, diaries.Runtime.ActiveCount);
    }

    [Fact]
    public async Task Calls_to_one_actor_wait_for_each_other_and_others_do_not()
    {
        await using var diaries = await StartAsync();
        var (app, log) = (diaries.App, diaries.Log);
        var first = app.CallAsync("Diary/d", "WaitAsync");
        await log.Entered.WaitAsync(TestContext.Current.CancellationToken);

        var second = app.CallAsync("Diary/d", "WriteAsync", "\"b\"");
        await app.CallAsync("Diary/other", "WriteAsync", "\"o\"");
        log.Go.Release();
        await Task.WhenAll(first, second);

        Assert.Equal(["activated d", "activated other", "wrote o True", "waited", "wrote b True"], log.Lines);
    }

    [Fact]
    public async Task A_call_of_the_same_chain_comes_in_while_the_first_one_waits()
    {
        await using var diaries = await StartAsync();
        var (app, log) = (diaries.App, diaries.Log);
        var first = app.CallAsync("Diary/d", "WaitAsync", "", ("Dapr-Reentrancy-Id", "x"));
        await log.Entered.WaitAsync(TestContext.Current.CancellationToken);

        await app.CallAsync("Diary/d", "WriteAsync", "\"b\"", ("Dapr-Reentrancy-Id", "x"));
        log.Go.Release();
        await first;

        Assert.Equal(["activated d", "wrote b True", "waited"], log.Lines);
    }

    [Fact]
    public async Task A_new_sidecar_meets_fresh_actors_after_the_calls_under_way()
    {
        await using var diaries = await StartAsync();
        var (app, log) = (diaries.App, diaries.Log);
        var first = app.CallAsync("Diary/d", "WaitAsync");
        await log.Entered.WaitAsync(TestContext.Current.CancellationToken);

        await app.GetAsync("/dapr/config");
        var second = app.CallAsync("Diary/d", "WriteAsync", "\"b\"");
        log.Go.Release();
        await Task.WhenAll(first, second);

        Assert.Equal(["activated d", "waited", "deactivated d", "pen disposed", "activated d", "wrote b True"], log.Lines);
    }

    [Fact]
    public async Task Hooks_run_around_methods_timers_and_reminders()
    {
        await using var diaries = await StartAsync();
        var (app, log) = (diaries.App, diaries.Log);

        await app.CallAsync("Diary/noted", "WriteAsync", "\"a\"");
        await app.CallAsync("Diary/noted", "FailAsync");
        await app.CallAsync("Diary/noted", "timer/t", """{"callback":"OnBellAsync","data":"YWJj"}""");
        await app.CallAsync("Diary/noted", "remind/r", "{}");

        Assert.Equal(
            [
                "activated noted",
                "before WriteAsync ActorInterfaceMethod", "wrote a True", "after WriteAsync ActorInterfaceMethod",
                "before FailAsync ActorInterfaceMethod", "spilled FailAsync ActorInterfaceMethod",
                "before OnBellAsync TimerMethod", "bell 3", "after OnBellAsync TimerMethod",
                "before ReceiveReminderAsync ReminderMethod", "reminded r  00:00:00 00:00:00", "after ReceiveReminderAsync ReminderMethod",
            ],
            log.Lines);
    }

    [Fact]
    public async Task Calls_made_while_an_actor_is_activated_belong_to_the_chain_of_the_call_that_did_it()
    {
        await using var diaries = await StartAsync();

        await diaries.App.CallAsync("Diary/social", "WriteAsync", "\"a\"", ("Dapr-Reentrancy-Id", "x"));

        var sent = diaries.App.Sidecar.Sent.First();
        Assert.Equal(("/v1.0/actors/Diary/friend/method/WriteAsync", "x"), (sent.Path, sent.Headers["Dapr-Reentrancy-Id"]));
    }

    [Fact]
    public async Task A_call_that_comes_back_into_an_actor_being_activated_is_told_so()
    {
        await using var diaries = await StartAsync();
        var (app, log) = (diaries.App, diaries.Log);
        var first = app.CallAsync("Diary/slow", "WriteAsync", "\"a\"", ("Dapr-Reentrancy-Id", "x"));
        await log.Entered.WaitAsync(TestContext.Current.CancellationToken);

        var second = await app.CallAsync("Diary/slow", "WriteAsync", "\"b\"", ("Dapr-Reentrancy-Id", "x"));
        log.Go.Release();

        Assert.Contains("Actor Diary/slow is being activated", second.Body);
        Assert.Equal(200, (await first).Status);
        Assert.Equal(["activated slow", "waited", "wrote a True"], log.Lines);
    }

    [Fact]
    public async Task Code_that_outlives_its_call_cannot_reach_the_state()
    {
        await using var diaries = await StartAsync();
        await diaries.App.CallAsync("Diary/d", "LeakAsync");

        diaries.Log.Go.Release();

        await Eventually.HoldsAsync(() => diaries.Log.Lines.Any(line => line.Contains("only while a call into it is running")));
    }

    [Fact]
    public async Task Outgoing_calls_carry_on_the_chain_and_the_trace()
    {
        const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        await using var diaries = await StartAsync();

        await diaries.App.CallAsync("Diary/d", "CallAsync", "\"e\"", ("Dapr-Reentrancy-Id", "x"), ("traceparent", Trace));

        var sent = diaries.App.Sidecar.Sent.Single(sent => sent.Path == "/v1.0/actors/Diary/e/method/WriteAsync");
        Assert.Equal(("PUT", "\"d\""), (sent.Method, sent.Body));
        Assert.Equal(("x", Trace), (sent.Headers["Dapr-Reentrancy-Id"], sent.Headers["traceparent"]));
    }

    internal static async Task<Diaries> StartAsync()
    {
        var log = new DiaryLog();
        var app = await ActorApp.StartAsync(
            o => o.Actors.RegisterActor<Diary>(), services => services.AddSingleton(log).AddScoped<DiaryPen>());
        return new(app, log);
    }

    internal sealed record Diaries(ActorApp App, DiaryLog Log) : IAsyncDisposable
    {
        public ActorRuntime Runtime => App.Services.GetRequiredService<ActorRuntime>();

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
