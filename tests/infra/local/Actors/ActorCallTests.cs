using Microsoft.AspNetCore.Http;

namespace Platform.Local.Tests.Actors;

/// <summary>Calling actors: who hosts them, what they are asked, what the caller hears.</summary>
public sealed class ActorCallTests
{
    [Theory]
    [InlineData("GET"), InlineData("POST"), InlineData("PUT"), InlineData("DELETE")]
    public async Task Whatever_the_verb_the_app_is_asked_by_PUT(string verb)
    {
        await using var app = await ActorApp.StartAsync();
        app.Do = async (_, context) =>
        {
            context.Response.Headers["x-own"] = "kept";
            await context.Response.WriteAsync("answer", ActorApp.Ct);
        };
        using var request = new HttpRequestMessage(new HttpMethod(verb), "/v1.0/actors/T/one%2Ftwo/method/Add%20it");
        request.Content = new StringContent("question", null, "text/own");
        request.Headers.Add("x-mine", "7");

        using var answer = await app.Outside.SendAsync(request, ActorApp.Ct);

        Assert.Equal("answer", await answer.Content.ReadAsStringAsync(ActorApp.Ct));
        Assert.Equal("kept", answer.Headers.GetValues("x-own").Single());
        var turn = Assert.Single(app.Turns);
        Assert.Equal(("PUT", "/actors/T/one%2Ftwo/method/Add%20it", "question"), (turn.Verb, turn.Path, turn.Body));
        Assert.Equal(("7", "text/own"), (turn.Headers["x-mine"], turn.Headers["Content-Type"].Split(';')[0]));
    }

    [Fact]
    public async Task An_unknown_method_and_a_failure_are_told_as_500()
    {
        await using var app = await ActorApp.StartAsync();
        app.Do = (turn, context) => AnswerAsync(context, turn.Path.EndsWith("None", StringComparison.Ordinal) ? 404 : 503, "sorry");

        var unknown = await ActorApp.RefusedAsync(app.CallAsync("T/1/method/None"), 500, "ERR_ACTOR_INVOKE_METHOD");
        var failed = await ActorApp.RefusedAsync(app.CallAsync("T/1/method/Fails"), 500, "ERR_ACTOR_INVOKE_METHOD");

        Assert.Contains("actor method not found", unknown, StringComparison.Ordinal);
        Assert.Contains("error from actor service: (503) sorry", failed, StringComparison.Ordinal);
        Assert.Equal(2, app.Turns.Count);
    }

    [Fact]
    public async Task An_error_that_the_app_marks_as_its_own_reaches_the_caller_unchanged()
    {
        await using var app = await ActorApp.StartAsync();
        app.Do = (_, context) =>
        {
            context.Response.Headers["X-DaprErrorResponseHeader"] = "details";
            return AnswerAsync(context, 418, "a teapot");
        };

        using var answer = await app.CallAsync("T/1/method/M");

        Assert.Equal((418, "a teapot"), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(ActorApp.Ct)));
        Assert.Equal("details", answer.Headers.GetValues("X-DaprErrorResponseHeader").Single());
    }

    [Fact]
    public async Task A_type_that_nobody_hosts_is_told_after_five_seconds()
    {
        await using var app = await ActorApp.StartAsync();

        var waiting = app.WaitingFor(TimeSpan.FromSeconds(5));
        var call = app.CallAsync("Nobody/1/method/M");
        await Eventually.HoldsAsync(() => app.WaitingFor(TimeSpan.FromSeconds(5)) > waiting);
        Assert.False(call.IsCompleted);
        app.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Contains(
            "did not find address for actor Nobody/1: no app that is up hosts this type; hosted are T",
            await ActorApp.RefusedAsync(call, 500, "ERR_ACTOR_INVOKE_METHOD"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_calls_while_the_app_is_just_starting_waits_for_it()
    {
        await using var app = await ActorApp.StartAsync();
        var port = await app.StopAppAsync();

        var waiting = app.WaitingFor(TimeSpan.FromSeconds(5));
        var call = app.CallAsync("T/1/method/M");
        await Eventually.HoldsAsync(() => app.WaitingFor(TimeSpan.FromSeconds(5)) > waiting);
        await app.StartAppAsync(port);

        using var answer = await call;
        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Types_of_the_sidecar_itself_are_refused()
    {
        await using var app = await ActorApp.StartAsync();

        await ActorApp.RefusedAsync(app.CallAsync("dapr.internal.x/1/method/M"), 403, "ERR_ACTOR_TYPE_RESERVED");
    }

    [Fact]
    public async Task An_app_that_goes_away_in_a_turn_fails_the_call_and_holds_nothing()
    {
        await using var app = await ActorApp.StartAsync();
        app.Do = (_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var call = app.CallAsync("T/1/method/M");
        await app.CalledAsync("/M");

        var port = await app.StopAppAsync();
        await ActorApp.RefusedAsync(call, 500, "ERR_ACTOR_INVOKE_METHOD");
        await ActorApp.RefusedAsync(app.CallAsync("T/1/state", "[]", app.Own), 400, "ERR_ACTOR_INSTANCE_MISSING");

        app.Do = (_, _) => Task.CompletedTask;
        await app.StartAppAsync(port);
        using var answer = await app.CallAsync("T/1/method/M");
        Assert.Equal(200, (int)answer.StatusCode);
    }

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(text, ActorApp.Ct);
    }
}
