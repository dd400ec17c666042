namespace Platform.Local.Tests.Actors;

/// <summary>Resiliency for actors: retries, time limits, breakers by type or id.</summary>
public sealed class ActorPolicyTests
{
    [Fact]
    public async Task A_failed_call_is_tried_again_as_the_policy_says_an_unknown_method_is_not()
    {
        await using var app = await StartAsync("{retry: again}");
        app.Do = (turn, context) =>
        {
            var unknown = turn.Path.EndsWith("None", StringComparison.Ordinal);
            context.Response.StatusCode = unknown ? 404 : app.Of("/M").Count < 3 ? 500 : 200;
            return Task.CompletedTask;
        };

        var call = app.CallAsync("T/1/method/M", "the body");
        await app.UntilAsync(() => call.IsCompleted, "the call is answered");
        await ActorApp.RefusedAsync(app.CallAsync("T/1/method/None"), 500, "ERR_ACTOR_INVOKE_METHOD");

        Assert.Equal(200, (int)(await call).StatusCode);
        Assert.Equal(["the body", "the body", "the body"], app.Of("/M").Select(turn => turn.Body));
        Assert.Single(app.Of("/None"));
    }

    [Fact]
    public async Task A_turn_that_takes_too_long_ends_and_the_next_begins()
    {
        await using var app = await StartAsync("{timeout: short}");
        app.Do = (turn, context) => turn.Path.EndsWith("Slow", StringComparison.Ordinal)
            ? Task.Delay(Timeout.Infinite, context.RequestAborted) : Task.CompletedTask;

        var slow = app.CallAsync("T/1/method/Slow");
        await app.UntilAsync(() => slow.IsCompleted, "the call is given up");

        Assert.Contains(
            "timed out after 00:00:02", await ActorApp.RefusedAsync(slow, 500, "ERR_ACTOR_INVOKE_METHOD"), StringComparison.Ordinal);
        using var next = await app.CallAsync("T/1/method/M");
        Assert.Equal(200, (int)next.StatusCode);
    }

    [Theory]
    [InlineData("type", false), InlineData("id", true), InlineData("both", true)]
    public async Task A_breaker_opens_for_the_type_or_for_the_id(string scope, bool othersWork)
    {
        await using var app = await StartAsync($"{{circuitBreaker: breaker, circuitBreakerScope: {scope}, circuitBreakerCacheSize: 10}}");
        app.Do = (turn, context) =>
        {
            context.Response.StatusCode = turn.Path.Contains("/T/bad/", StringComparison.Ordinal) ? 500 : 200;
            return Task.CompletedTask;
        };
        for (var i = 0; i < 3; i++) await ActorApp.RefusedAsync(app.CallAsync("T/bad/method/M"), 500, "ERR_ACTOR_INVOKE_METHOD");

        var refused = await ActorApp.RefusedAsync(app.CallAsync("T/bad/method/M"), 500, "ERR_ACTOR_INVOKE_METHOD");
        using var other = await app.CallAsync("T/good/method/M");

        Assert.Contains("circuit breaker is open for actor", refused, StringComparison.Ordinal);
        Assert.Equal(3, app.Of("/bad/method/M").Count);
        Assert.Equal(othersWork ? 200 : 500, (int)other.StatusCode);
    }

    [Fact]
    public async Task A_scope_that_does_not_exist_is_refused_at_the_start()
    {
        var error = await Assert.ThrowsAsync<Platform.Local.Resources.ResourceException>(
            () => StartAsync("{circuitBreaker: breaker, circuitBreakerScope: all}"));

        Assert.Contains("circuitBreakerScope", error.Message, StringComparison.Ordinal);
    }

    private static Task<ActorApp> StartAsync(string target) => ActorApp.StartAsync(options: options => options with
    {
        Resources =
        [
            ActorStores.InMemory,
            $$$"""
            apiVersion: dapr.io/v1alpha1
            kind: Resiliency
            metadata: {name: r}
            spec:
              policies:
                timeouts: {short: 2s}
                retries: {again: {policy: constant, duration: 1s, maxRetries: 3}}
                circuitBreakers: {breaker: {maxRequests: 1, timeout: 30s, trip: consecutiveFailures > 2}}
              targets: {actors: {T: {{{target}}}}}
            """,
        ],
    });
}
