using System.Text;
using System.Text.Json;

namespace Platform.Conformance.Tests;

/// <summary>Publishing, and what the subscriber then gets: reference F, 15 to 20, 30 and 31, on every broker.</summary>
public sealed class PublishTests(Servers servers) : IClassFixture<Servers>
{
    private const string Plain = "/v1.0/publish/pubsub/plain";

    public static TheoryData<string> Brokers => ["in-memory", "redis"];

    [Theory, MemberData(nameof(Brokers))]
    public async Task F15_A_json_body_arrives_in_an_envelope(string broker)
    {
        await using var rig = await StartAsync(broker);

        await rig.Sidecar().TellAsync(Plain, """{"n":1}""").IsAsync(204);
        var call = await rig.ReceivedAsync("/on/plain");
        var members = call.Json.EnumerateObject().ToDictionary(member => member.Name, member => member.Value);

        Assert.Equal("POST", call.Method);
        Assert.StartsWith("application/cloudevents+json", call.Header("Content-Type"));
        Assert.Equal("a", members["source"].GetString());
        Assert.Equal("com.dapr.event.sent", members["type"].GetString());
        Assert.Equal("1.0", members["specversion"].GetString());
        Assert.Equal("plain", members["topic"].GetString());
        Assert.Equal("pubsub", members["pubsubname"].GetString());
        Assert.Equal("application/json", members["datacontenttype"].GetString());
        Assert.Equal(1, members["data"].GetProperty("n").GetInt32());
        Assert.True(Guid.TryParse(members["id"].GetString(), out _));
        Assert.True(members["time"].TryGetDateTimeOffset(out _));
    }

    [Theory, MemberData(nameof(Brokers))]
    public async Task F16_A_text_body_arrives_as_a_string(string broker)
    {
        await using var rig = await StartAsync(broker);

        await rig.Sidecar().TellAsync(Plain, "grüß dich", "text/plain").IsAsync(204);
        var call = await rig.ReceivedAsync("/on/plain");

        Assert.Equal("grüß dich", call.Json.GetProperty("data").GetString());
        Assert.StartsWith("text/plain", call.Json.GetProperty("datacontenttype").GetString());
    }

    [Theory, MemberData(nameof(Brokers))]
    public async Task F16_A_binary_body_arrives_in_base_64(string broker)
    {
        await using var rig = await StartAsync(broker);

        await rig.Sidecar().TellAsync(Plain, "bytes", "application/octet-stream").IsAsync(204);
        var call = await rig.ReceivedAsync("/on/plain");

        Assert.Equal("bytes"u8, call.Json.GetProperty("data_base64").GetBytesFromBase64());
        Assert.False(call.Json.TryGetProperty("data", out _));
    }

    [Theory, MemberData(nameof(Brokers))]
    public async Task F17_A_cloud_event_keeps_its_own_attributes(string broker)
    {
        await using var rig = await StartAsync(broker);
        const string Event = """
            {"specversion":"1.0","id":"e-1","source":"till","type":"sale","tenantid":"demo","topic":"lie","data":{"n":1}}
            """;

        await rig.Sidecar().TellAsync(Plain, Event, "application/cloudevents+json").IsAsync(204);
        var call = (await rig.ReceivedAsync("/on/plain")).Json;

        string[] kept = [Text("id"), Text("source"), Text("type"), Text("tenantid")];
        Assert.Equal(["e-1", "till", "sale", "demo"], kept);
        Assert.Equal(("plain", "pubsub"), (Text("topic"), Text("pubsubname")));
        Assert.Equal(1, call.GetProperty("data").GetProperty("n").GetInt32());

        string Text(string name) => call.GetProperty(name).GetString() ?? "";
    }

    [Theory, MemberData(nameof(Brokers))]
    public async Task F18_Raw_bytes_arrive_exactly_as_they_were_published(string broker)
    {
        await using var rig = await StartAsync(broker);

        await rig.Sidecar().TellAsync("/v1.0/publish/pubsub/raw?metadata.rawPayload=true", "\u0001 not json", "text/plain").IsAsync(204);
        var call = await rig.ReceivedAsync("/on/raw");

        Assert.Equal("\u0001 not json", Encoding.UTF8.GetString(call.Json.GetProperty("data_base64").GetBytesFromBase64()));
        Assert.Equal("raw", call.Json.GetProperty("topic").GetString());
    }

    [Theory, MemberData(nameof(Brokers))]
    public async Task F19_The_publisher_may_choose_id_and_type(string broker)
    {
        await using var rig = await StartAsync(broker);

        await rig.Sidecar().TellAsync($"{Plain}?metadata.cloudevent.id=x&metadata.cloudevent.type=chosen", "{}").IsAsync(204);
        var call = (await rig.ReceivedAsync("/on/plain")).Json;

        Assert.Equal("x", call.GetProperty("id").GetString());
        Assert.Equal("chosen", call.GetProperty("type").GetString());
    }

    [Fact]
    public async Task F20_An_unknown_broker_is_not_found()
    {
        await using var rig = await Rig.StartAsync();

        await rig.Sidecar().TellAsync("/v1.0/publish/nowhere/plain", "{}").IsRefusedAsync(404, "ERR_PUBSUB_NOT_FOUND");
    }

    [Fact]
    public async Task F20_A_topic_outside_the_publishing_scopes_is_forbidden()
    {
        await using var rig = await Rig.StartAsync();

        await rig.Sidecar().TellAsync("/v1.0/publish/pubsub/secret-plans", "{}").IsRefusedAsync(403, "ERR_PUBSUB_FORBIDDEN");
    }

    [Theory, MemberData(nameof(Brokers))]
    public async Task F30_A_time_to_live_becomes_an_expiration(string broker)
    {
        await using var rig = await StartAsync(broker);

        await rig.Sidecar().TellAsync($"{Plain}?metadata.ttlInSeconds=600", "{}").IsAsync(204);
        var call = (await rig.ReceivedAsync("/on/plain")).Json;

        Assert.True(call.GetProperty("expiration").GetDateTimeOffset() > call.GetProperty("time").GetDateTimeOffset());
    }

    [Theory, MemberData(nameof(Brokers))]
    public async Task F30_An_expired_event_is_not_delivered(string broker)
    {
        await using var rig = await StartAsync(broker);

        await rig.Sidecar().TellAsync(Plain, Expiring("late", "2001-01-01T00:00:00Z"), "application/cloudevents+json").IsAsync(204);
        await rig.Sidecar().TellAsync(Plain, Expiring("alive", "2999-01-01T00:00:00Z"), "application/cloudevents+json").IsAsync(204);
        await rig.ReceivedAsync("/on/plain");
        await rig.PassAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(["alive"], rig.App().At("/on/plain").Select(call => call.Json.GetProperty("id").GetString()));
    }

    [Theory, MemberData(nameof(Brokers))]
    public async Task F31_The_trace_goes_with_the_event(string broker)
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        await using var rig = await StartAsync(broker);

        await rig.Sidecar().SendAsync(HttpMethod.Post, Plain, ("traceparent", $"00-{Trace}-b7ad6b7169203331-01")).IsAsync(204);
        var call = await rig.ReceivedAsync("/on/plain");

        Assert.Contains(Trace, call.Json.GetProperty("traceparent").GetString());
        Assert.Contains(Trace, call.Header("traceparent"));
    }

    private async Task<Rig> StartAsync(string broker) => await Rig.StartAsync(Setup.On("pubsub", await servers.BackendAsync(broker)));

    private static string Expiring(string id, string expiration) => JsonSerializer.Serialize(
        new { specversion = "1.0", id, source = "till", type = "sale", expiration, data = 1 });
}
