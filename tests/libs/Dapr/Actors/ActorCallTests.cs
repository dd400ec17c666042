using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Platform.Dapr.Tests;

public sealed class ActorCallTests
{
    [Theory]
    [InlineData("AddAsync", "5", "5")]
    [InlineData("FindAsync", "", "null")]
    [InlineData("EmptyAsync", "", "")]
    public async Task A_method_takes_and_gives_json(string method, string body, string answer)
    {
        await using var app = await StartAsync();
        app.Sidecar.State["Wallet/w1/balance"] = "0";
        if (method == "FindAsync")
            app.Sidecar.State.Clear();

        var told = await app.CallAsync("Wallet/w1", method, body);

        Assert.Equal((200, answer), (told.Status, told.Body));
    }

    [Theory]
    [InlineData("Unknown/1", "AddAsync", "ERR_ACTOR_TYPE_UNKNOWN")]
    [InlineData("Wallet/1", "Add", "ERR_ACTOR_METHOD_UNKNOWN")]
    [InlineData("Wallet/1", "ToString", "ERR_ACTOR_METHOD_UNKNOWN")]
    [InlineData("Wallet/1", "remind/r", "ERR_ACTOR_METHOD_UNKNOWN")]
    [InlineData("Unknown/1", "timer/t", "ERR_ACTOR_TYPE_UNKNOWN")]
    public async Task What_is_unknown_is_404_without_activating_anything(string actor, string method, string code)
    {
        await using var app = await StartAsync();

        var told = await app.CallAsync(actor, method, "5");

        Assert.Equal((404, code), (told.Status, (string?)JsonNode.Parse(told.Body)!["errorCode"]));
        Assert.DoesNotContain("X-DaprErrorResponseHeader", told.Headers.Keys);
    }

    [Theory]
    [InlineData("AddAsync", "five")]
    [InlineData("AddAsync", "\"five\"")]
    [InlineData("AddAsync", "null")]
    [InlineData("AddAsync", "")]
    [InlineData("RunAsync", "{\"a\":1}")]
    [InlineData("timer/t", "[1]")]
    public async Task A_body_that_cannot_be_read_is_400_and_names_the_method(string method, string body)
    {
        await using var app = await StartAsync();

        var told = await app.CallAsync("Wallet/w1", method, body);

        Assert.Equal((400, "ERR_ACTOR_BODY"), (told.Status, (string?)JsonNode.Parse(told.Body)!["errorCode"]));
        Assert.Contains(method.Replace("timer/", ""), (string?)JsonNode.Parse(told.Body)!["message"]);
    }

    [Fact]
    public async Task What_a_method_throws_is_500_with_its_message_for_the_caller()
    {
        await using var app = await StartAsync();

        var told = await app.CallAsync("Wallet/w1", "AddAndFailAsync", "7");

        Assert.Equal(500, told.Status);
        Assert.Equal(
            """{"errorCode":"ERR_ACTOR_METHOD_FAILED","message":"no 7 today","type":"System.InvalidOperationException"}""", told.Body);
        Assert.Equal("true", told.Headers["X-DaprErrorResponseHeader"]);
    }

    [Theory]
    [InlineData("PUT", "/actors/Wallet/w1/method/AddAsync")]
    [InlineData("PUT", "/actors/Wallet/w1/method/timer/t")]
    [InlineData("PUT", "/actors/Wallet/w1/method/remind/r")]
    [InlineData("DELETE", "/actors/Wallet/w1")]
    [InlineData("GET", "/dapr/config")]
    public async Task Without_the_sidecars_token_it_is_401(string method, string path)
    {
        await using var app = await StartAsync();
        foreach (var token in new[] { null, "wrong" })
        {
            app.Http.DefaultRequestHeaders.Clear();
            using var request = new HttpRequestMessage(new(method), path) { Headers = { { "dapr-api-token", token } } };

            using var answer = await app.Http.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(401, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task Without_any_token_an_app_with_actors_refuses_to_run()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => ActorApp.StartAsync(o => o.Actors.RegisterActor<Wallet>(), token: ""));

        Assert.Contains("APP_API_TOKEN", refused.Message);
    }

    [Fact]
    public async Task The_sidecar_is_told_of_types_and_settings()
    {
        await using var app = await ActorApp.StartAsync(o =>
        {
            o.Actors.RegisterActor<Wallet>();
            o.Actors.RegisterActor<Wallet>("Purse", new() { ActorIdleTimeout = TimeSpan.FromSeconds(20) });
            o.ActorIdleTimeout = TimeSpan.FromMinutes(90);
            o.DrainOngoingCallTimeout = TimeSpan.FromMilliseconds(1_500);
            o.DrainRebalancedActors = true;
            o.ReentrancyConfig = new() { Enabled = true, MaxStackDepth = 8 };
            o.RemindersStoragePartitions = 7;
        });

        var told = await app.GetAsync("/dapr/config");

        const string Expected = """
            {
              "entities":["Wallet","Purse"], "actorIdleTimeout":"1h30m0s0ms", "drainOngoingCallTimeout":"0h0m1s500ms",
              "drainRebalancedActors":true, "remindersStoragePartitions":7, "reentrancy":{"enabled":true,"maxStackDepth":8},
              "entitiesConfig":[{"entities":["Purse"],"actorIdleTimeout":"0h0m20s0ms","reentrancy":{"enabled":false}}]
            }
            """;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Expected), JsonNode.Parse(told.Body)), told.Body);
    }

    [Fact]
    public async Task An_app_without_actors_hosts_none_and_needs_no_token()
    {
        await using var app = await ActorApp.StartAsync(_ => { }, token: "");

        Assert.Equal("""{"entities":[],"reentrancy":{"enabled":false},"entitiesConfig":[]}""", (await app.GetAsync("/dapr/config")).Body);
        Assert.Equal(404, (await app.CallAsync("Wallet/w1", "AddAsync", "1")).Status);
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 503)]
    public async Task Health_is_answered_only_when_the_app_does_not(bool hasItsOwn, int status)
    {
        await using var app = await ActorApp.StartAsync(
            o => o.Actors.RegisterActor<Wallet>(), map: web =>
            {
                if (hasItsOwn)
                    web.MapGet("/healthz", () => Results.StatusCode(503));
            });

        Assert.Equal(status, (await app.GetAsync("/healthz")).Status);
    }

    private static Task<ActorApp> StartAsync() => ActorApp.StartAsync(o => o.Actors.RegisterActor<Wallet>());
}
