using System.Text.Json.Nodes;

namespace Platform.Dapr.Tests;

public sealed class ActorStateTests
{
    [Fact]
    public async Task Changes_of_a_call_are_saved_in_one_transaction_when_it_returns()
    {
        await using var app = await StartAsync();

        await RunAsync(app, "set a 1; set b 2; set a 3; remove b; set c 4");

        var operations = JsonNode.Parse(Assert.Single(app.Sidecar.Transactions))!.AsArray();
        Assert.Equal(
            ["upsert a 3", "delete b ", "upsert c 4"],
            operations.Select(each => $"{each!["operation"]} {each["request"]!["key"]} {each["request"]!["value"]}"));
        Assert.Equal("/v1.0/actors/Wallet/w1/state", app.Sidecar.Sent.Last().Path);
    }

    [Fact]
    public async Task A_call_that_changes_nothing_writes_nothing()
    {
        await using var app = await StartAsync();

        Assert.Equal("- False", await RunAsync(app, "find a; has a"));

        Assert.Empty(app.Sidecar.Transactions);
    }

    [Fact]
    public async Task A_call_that_throws_writes_nothing_and_the_next_does_not_see_it()
    {
        await using var app = await StartAsync();
        await app.CallAsync("Wallet/w1", "AddAsync", "5");

        var failed = await app.CallAsync("Wallet/w1", "AddAndFailAsync", "7");

        Assert.Equal(500, failed.Status);
        Assert.Single(app.Sidecar.Transactions);
        Assert.Equal("5", (await app.CallAsync("Wallet/w1", "FindAsync")).Body);
        Assert.Equal("6", (await app.CallAsync("Wallet/w1", "AddAsync", "1")).Body);
    }

    [Fact]
    public async Task What_is_known_is_not_read_again()
    {
        await using var app = await StartAsync();
        app.Sidecar.State["Wallet/w1/a"] = "\"1\"";

        await RunAsync(app, "get a; get a; find b; has b");
        await RunAsync(app, "get a; set c 2");
        Assert.Equal("1 2 -", await RunAsync(app, "get a; get c; find b"));

        Assert.Equal(["/v1.0/actors/Wallet/w1/state/a", "/v1.0/actors/Wallet/w1/state/b"], app.Sidecar.Reads);
    }

    [Fact]
    public async Task A_value_with_a_time_to_live_is_read_again_when_it_has_ended()
    {
        await using var app = await StartAsync();
        await RunAsync(app, "ttl a 1 60");
        Assert.Equal("60", (string?)JsonNode.Parse(app.Sidecar.Transactions.Single())![0]!["request"]!["metadata"]!["ttlInSeconds"]);

        app.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("1", await RunAsync(app, "find a"));
        app.Sidecar.State.Clear();
        app.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("-", await RunAsync(app, "find a"));
    }

    [Fact]
    public async Task The_end_that_the_sidecar_tells_is_kept_to()
    {
        await using var app = await StartAsync();
        app.Sidecar.State["Wallet/w1/a"] = "\"1\"";
        app.Sidecar.Ends["Wallet/w1/a"] = "2026-01-01T00:00:10Z";
        await RunAsync(app, "get a");
        app.Sidecar.State["Wallet/w1/a"] = "\"2\"";

        app.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal("1", await RunAsync(app, "get a"));
        app.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("2", await RunAsync(app, "get a"));
    }

    [Fact]
    public async Task Fractions_of_a_second_to_live_are_rounded_up()
    {
        await using var app = await StartAsync();

        await RunAsync(app, "ttl a 1 0.2");

        Assert.Contains("\"ttlInSeconds\":\"1\"", app.Sidecar.Transactions.Single());
    }

    [Theory]
    [InlineData("try a 2; get a", "False 1")]
    [InlineData("try b 2; get b", "True 2")]
    [InlineData("getadd a 2; getadd b 3; get b", "1 3 3")]
    [InlineData("append a 2; append b 3; get a; get b", "12 3 12 3")]
    [InlineData("remove a; find a; has a; remove a; try a 5", "True - False False True")]
    [InlineData("set a 2; clear; get a", "ok ok 1")]
    [InlineData("unset a; has a; remove a", "ok False False")]
    [InlineData("add b 1; save; add c 2; get b", "ok ok ok 1")]
    public async Task Each_operation_sees_the_ones_before_it(string steps, string told)
    {
        await using var app = await StartAsync();
        app.Sidecar.State["Wallet/w1/a"] = "\"1\"";

        Assert.Equal(told, await RunAsync(app, steps));
    }

    [Theory]
    [InlineData("add a 2", "already has state 'a'")]
    [InlineData("get b", "has no state 'b'")]
    [InlineData("ttl a 1 0", "ttl")]
    public async Task A_wrong_operation_says_what_is_wrong(string steps, string message)
    {
        await using var app = await StartAsync();
        app.Sidecar.State["Wallet/w1/a"] = "\"1\"";

        var failed = await app.CallAsync("Wallet/w1", "RunAsync", $"\"{steps}\"");

        Assert.Equal(500, failed.Status);
        Assert.Contains(message, (string?)JsonNode.Parse(failed.Body)!["message"]);
    }

    [Fact]
    public async Task After_saving_failed_nothing_is_taken_for_known()
    {
        await using var app = await StartAsync();
        await RunAsync(app, "set a 1");
        app.Sidecar.Instead = sent => sent.Method == "POST" ? FakeActorSidecar.Answer(500, """{"message":"store away"}""") : null;

        var failed = await app.CallAsync("Wallet/w1", "RunAsync", "\"set a 2\"");
        app.Sidecar.State["Wallet/w1/a"] = "\"2\"";

        Assert.Contains("store away", failed.Body);
        Assert.Equal("2", await RunAsync(app, "get a"));
        Assert.Equal(2, app.Sidecar.Transactions.Length);
    }

    [Fact]
    public async Task Each_actor_has_state_of_its_own()
    {
        await using var app = await StartAsync();

        await app.CallAsync("Wallet/w1", "AddAsync", "1");
        await app.CallAsync("Wallet/w2", "AddAsync", "2");

        Assert.Equal(("1", "2"), (app.Sidecar.State["Wallet/w1/balance"], app.Sidecar.State["Wallet/w2/balance"]));
    }

    private static Task<ActorApp> StartAsync() => ActorApp.StartAsync(o => o.Actors.RegisterActor<Wallet>());

    private static async Task<string?> RunAsync(ActorApp app, string steps)
    {
        var answer = await app.CallAsync("Wallet/w1", "RunAsync", $"\"{steps}\"");
        Assert.True(answer.Status == 200, answer.Body);
        return (string?)JsonNode.Parse(answer.Body);
    }
}
