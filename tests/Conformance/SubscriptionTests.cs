using System.Text.Json;

namespace Platform.Conformance.Tests;

/// <summary>Who gets which event, on which route: reference F, 24 to 29, on every broker.</summary>
public sealed class SubscriptionTests(Servers servers) : IClassFixture<Servers>
{
    private const string Bulk = "/v1.0/publish/bulk/patient/bulk";

    public static TheoryData<string> Brokers => ["in-memory", "redis"];

    [Theory, MemberData(nameof(Brokers))]
    public async Task F24_The_first_rule_that_matches_names_the_route(string broker)
    {
        await using var rig = await StartAsync(broker);
        const string Routed = "/v1.0/publish/pubsub/routed";

        await rig.Sidecar().TellAsync($"{Routed}?metadata.cloudevent.type=order.small", """{"urgent":false}""").IsAsync(204);
        await rig.Sidecar().TellAsync($"{Routed}?metadata.cloudevent.type=order.small", """{"urgent":true}""").IsAsync(204);
        await rig.Sidecar().TellAsync($"{Routed}?metadata.cloudevent.type=order.big", """{"urgent":true}""").IsAsync(204);
        await rig.ReceivedAsync("/on/big");
        await rig.ReceivedAsync("/on/urgent");
        await rig.PassAsync(TimeSpan.FromSeconds(1));

        Assert.Equal("order.big", Assert.Single(rig.App().At("/on/big")).Json.GetProperty("type").GetString());
        Assert.Equal("order.small", Assert.Single(rig.App().At("/on/urgent")).Json.GetProperty("type").GetString());
    }

    [Fact]
    public async Task F25_The_app_is_asked_for_its_subscriptions_once()
    {
        await using var rig = await Rig.StartAsync(Setup.Fresh);

        await rig.PassAsync(TimeSpan.FromSeconds(1));

        Assert.Equal("a", Assert.Single(rig.App().At("/dapr/subscribe")).Header("Dapr-App-Id"));
    }

    [Fact]
    public async Task F26_A_subscription_scoped_to_others_delivers_nothing()
    {
        await using var rig = await Rig.StartAsync();

        await rig.Sidecar().TellAsync("/v1.0/publish/pubsub/elsewhere", "{}").IsAsync(204);
        await rig.Sidecar().TellAsync("/v1.0/publish/pubsub/plain", "{}").IsAsync(204);
        await rig.ReceivedAsync("/on/plain");
        await rig.PassAsync(TimeSpan.FromSeconds(1));

        Assert.Empty(rig.App().At("/on/elsewhere"));
    }

    [Fact]
    public async Task F27_What_the_app_declares_wins_over_a_file()
    {
        const string Declared = """[{"pubsubname":"pubsub","topic":"plain","route":"/on/declared"}]""";
        var setup = Setup.Fresh with { Prepare = app => app.On("/dapr/subscribe", _ => new(200, Declared)) };
        await using var rig = await Rig.StartAsync(setup);

        await rig.Sidecar().TellAsync("/v1.0/publish/pubsub/plain", "{}").IsAsync(204);
        await rig.ReceivedAsync("/on/declared");
        await rig.PassAsync(TimeSpan.FromSeconds(1));

        Assert.Single(rig.App().At("/on/declared"));
        Assert.Empty(rig.App().At("/on/plain"));
    }

    [Theory, MemberData(nameof(Brokers))]
    public async Task F28_Two_apps_both_get_every_event(string broker)
    {
        await using var rig = await StartAsync(broker);

        await rig.Sidecar().TellAsync("/v1.0/publish/pubsub/plain?metadata.cloudevent.id=e", "{}").IsAsync(204);

        Assert.Equal("e", (await rig.ReceivedAsync("/on/plain", 1, "a")).Json.GetProperty("id").GetString());
        Assert.Equal("e", (await rig.ReceivedAsync("/on/plain", 1, "b")).Json.GetProperty("id").GetString());
    }

    [Theory, MemberData(nameof(Brokers))]
    public async Task F28_Members_of_one_consumer_group_share_the_events(string broker)
    {
        var on = Setup.On("pubsub", await servers.BackendAsync(broker));
        await using var rig = await Rig.StartAsync(Setup.Fresh with { Resources = [.. on.Resources.Select(InOneGroup)] });

        for (var n = 0; n < 20; n++) await rig.Sidecar().TellAsync("/v1.0/publish/pubsub/plain", $"{n}").IsAsync(204);
        await rig.UntilAsync(() => Delivered(rig).Count >= 20, "20 events delivered");
        await rig.PassAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(Enumerable.Range(0, 20), Delivered(rig).Order());
    }

    [Theory, MemberData(nameof(Brokers))]
    public async Task F29_Every_entry_of_a_bulk_arrives(string broker)
    {
        await using var rig = await StartAsync(broker);

        await rig.Sidecar().TellAsync("/v1.0/publish/bulk/pubsub/plain", Entries("x", "y", "z")).IsAsync(204);
        await rig.ReceivedAsync("/on/plain", 3);

        Assert.Equal(
            ["x", "y", "z"],
            rig.App().At("/on/plain").Select(call => call.Json.GetProperty("data").GetString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("x", "x")]
    [InlineData("x", "")]
    public async Task F29_Entries_of_a_bulk_need_ids_of_their_own(string first, string second)
    {
        await using var rig = await Rig.StartAsync();

        await rig.Sidecar().TellAsync("/v1.0/publish/bulk/pubsub/plain", Entries(first, second))
            .IsRefusedAsync(400, "ERR_PUBSUB_EVENTS_SER");
    }

    [Theory, MemberData(nameof(Brokers))]
    public async Task F29_A_bulk_subscriber_gets_one_call_and_only_what_it_wants_again_comes_again(string broker)
    {
        await using var rig = await StartAsync(broker);
        rig.App().On("/on/bulk", call => new(200, Verdicts(call, "y", rig.App().At("/on/bulk").Count == 1 ? "RETRY" : "SUCCESS")));

        await rig.Sidecar().TellAsync(Bulk, Entries("x", "y", "z")).IsAsync(204);
        var first = (await rig.ReceivedAsync("/on/bulk")).Json;
        var second = (await rig.ReceivedAsync("/on/bulk", 2)).Json;
        await rig.PassAsync(TimeSpan.FromSeconds(2));

        Assert.Equal("com.dapr.event.sent.bulk", first.GetProperty("type").GetString());
        Assert.Equal("bulk", first.GetProperty("topic").GetString());
        Assert.Equal("patient", first.GetProperty("pubsubname").GetString());
        Assert.Equal(["x", "y", "z"], DataOf(first).Order(StringComparer.Ordinal));
        Assert.All(first.GetProperty("entries").EnumerateArray(), IsCloudEvent);
        Assert.Equal(["y"], DataOf(second));
        Assert.Equal(2, rig.App().At("/on/bulk").Count);
    }

    private async Task<Rig> StartAsync(string broker) => await Rig.StartAsync(Setup.On("pubsub", await servers.BackendAsync(broker)));

    private static void IsCloudEvent(JsonElement entry) =>
        Assert.Equal("application/cloudevents+json", entry.GetProperty("contentType").GetString());

    private static string InOneGroup(string yaml) => yaml.Replace(
        "    - name: publishingScopes\n",
        "    - name: consumerID\n      value: team\n    - name: publishingScopes\n",
        StringComparison.Ordinal);

    private static List<int> Delivered(Rig rig) =>
        [.. rig.App("a").At("/on/plain").Concat(rig.App("b").At("/on/plain")).Select(call => call.Json.GetProperty("data").GetInt32())];

    private static string Entries(params string[] ids) => JsonSerializer.Serialize(
        ids.Select(id => new { entryId = id, @event = id, contentType = "text/plain" }));

    private static List<string?> DataOf(JsonElement bulk) =>
        [.. bulk.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("event").GetProperty("data").GetString())];

    // SUCCESS for every entry but the ones with this data.
    private static string Verdicts(Received call, string data, string status) => JsonSerializer.Serialize(new
    {
        statuses = call.Json.GetProperty("entries").EnumerateArray().Select(entry => new
        {
            entryId = entry.GetProperty("entryId").GetString(),
            status = entry.GetProperty("event").GetProperty("data").GetString() == data ? status : "SUCCESS",
        }),
    });
}
