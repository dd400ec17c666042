using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Platform.Local.Tests.Actors;

/// <summary>What an actor keeps.</summary>
public sealed class ActorStateTests
{
    [Fact]
    public async Task In_a_turn_state_is_saved_as_one_and_read_back()
    {
        await using var app = await ActorApp.StartAsync();
        app.Do = async (_, context) =>
        {
            const string both = """
                [{"operation":"upsert","request":{"key":"k","value":{"a":1}}},{"operation":"upsert","request":{"key":"l","value":"x"}},
                 {"operation":"delete","request":{"key":"l"}}]
                """;
            using var saved = await app.CallAsync("T/1/state", both, app.Own);
            Assert.Equal(204, (int)saved.StatusCode);
            using var read = await app.Own.GetAsync("/v1.0/actors/T/1/state/k", ActorApp.Ct);
            using var gone = await app.Own.GetAsync("/v1.0/actors/T/1/state/l", ActorApp.Ct);
            Assert.Equal((200, 204), ((int)read.StatusCode, (int)gone.StatusCode));
            await context.Response.WriteAsync(await read.Content.ReadAsStringAsync(ActorApp.Ct), ActorApp.Ct);
        };

        using var answer = await app.CallAsync("T/1/method/M");

        Assert.Equal("""{"a":1}""", await answer.Content.ReadAsStringAsync(ActorApp.Ct));
        Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(app.Host.Stored("statestore")["b||T||1||k"].Span));
    }

    [Fact]
    public async Task State_of_an_actor_that_is_not_active_here_is_out_of_reach()
    {
        await using var app = await ActorApp.StartAsync();
        await ActorApp.RefusedAsync(app.CallAsync("T/1/state", "[]", app.Own), 400, "ERR_ACTOR_INSTANCE_MISSING");

        using var call = await app.CallAsync("T/1/method/M");
        await ActorApp.RefusedAsync(app.CallAsync("T/1/state", "[]"), 400, "ERR_ACTOR_INSTANCE_MISSING");

        await ActorApp.RefusedAsync(app.Own.GetAsync("/v1.0/actors/T/2/state/k", ActorApp.Ct), 400, "ERR_ACTOR_INSTANCE_MISSING");
        Assert.Equal(204, (int)(await app.CallAsync("T/1/state", "[]", app.Own)).StatusCode);
    }

    [Fact]
    public async Task State_with_a_time_to_live_goes_away()
    {
        await using var app = await ActorApp.StartAsync();
        using var call = await app.CallAsync("T/1/method/M");
        const string save = """[{"operation":"upsert","request":{"key":"k","value":1,"metadata":{"ttlInSeconds":"5"}}}]""";
        Assert.Equal(204, (int)(await app.CallAsync("T/1/state", save, app.Own)).StatusCode);

        using var before = await app.Own.GetAsync("/v1.0/actors/T/1/state/k", ActorApp.Ct);
        app.Time.Advance(TimeSpan.FromSeconds(6));
        using var after = await app.Own.GetAsync("/v1.0/actors/T/1/state/k", ActorApp.Ct);

        Assert.Equal("2026-01-01T00:00:05Z", before.Headers.GetValues("metadata.ttlExpireTime").Single());
        Assert.Equal(204, (int)after.StatusCode);
    }

    [Theory]
    [InlineData("""{"operation":"upsert"}""", 400, "ERR_MALFORMED_REQUEST", "array")]
    [InlineData("nonsense", 400, "ERR_MALFORMED_REQUEST", "invalid")]
    [InlineData("""[{"operation":"merge","request":{"key":"k"}}]""", 400, "ERR_NOT_SUPPORTED_STATE_OPERATION", "merge")]
    [InlineData("""[{"operation":"upsert","request":{"value":1}}]""", 400, "ERR_MALFORMED_REQUEST", "'key'")]
    [InlineData("""[{"operation":"upsert","request":{"key":"k","value":1,"etag":"old"}}]""", 500, "ERR_ACTOR_STATE_TRANSACTION_SAVE",
        "a version does not match")]
    public async Task A_transaction_that_cannot_be_done_says_why(string body, int status, string code, string part)
    {
        await using var app = await ActorApp.StartAsync();
        using var call = await app.CallAsync("T/1/method/M");

        var message = await ActorApp.RefusedAsync(app.CallAsync("T/1/state", body, app.Own), status, code);

        Assert.Contains(part, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_store_calls_work_and_state_says_what_is_missing()
    {
        await using var app = await ActorApp.StartAsync(options: options => options with { Resources = [] });
        using var answer = await app.CallAsync("T/1/method/M");
        Assert.Equal(200, (int)answer.StatusCode);

        var message = await ActorApp.RefusedAsync(app.CallAsync("T/1/state", "[]", app.Own), 500, "ERR_ACTOR_RUNTIME_NOT_FOUND");

        Assert.Equal(
            "no state store for actors: none of the components in scope of app 'b' has metadata actorStateStore: \"true\"", message);
    }

    [Fact]
    public async Task Hosted_types_and_active_actors_are_listed()
    {
        await using var app = await ActorApp.StartAsync("""{"entities":["T","U"]}""");
        using (await app.CallAsync("T/1/method/M"))
        using (await app.CallAsync("T/2/method/M"))
        {
            var metadata = JsonNode.Parse(await app.Own.GetStringAsync("/v1.0/metadata", ActorApp.Ct));

            Assert.Equal("""[{"type":"T","count":2},{"type":"U","count":0}]""", metadata!["actors"]!.ToJsonString());
            Assert.Equal(metadata["actors"]!.ToJsonString(), metadata["actorRuntime"]!["activeActors"]!.ToJsonString());
            Assert.Equal("RUNNING", (string?)metadata["actorRuntime"]!["runtimeStatus"]);
            Assert.True((bool)metadata["actorRuntime"]!["hostReady"]!);
        }
    }
}
