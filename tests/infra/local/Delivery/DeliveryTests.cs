using System.Text;
using System.Text.Json;

namespace Platform.Local.Tests.Delivery;

/// <summary>From publish to the app and back, message by message (behaviours 15–27).</summary>
public sealed class DeliveryTests
{
    private const string Orders = """[{"pubsubname":"pubsub","topic":"orders","route":"/orders"}]""";
    private const string WithDeadLetter = """[{"pubsubname":"pubsub","topic":"orders","route":"/orders","deadLetterTopic":"poison"}]""";

    [Fact]
    public async Task A_json_body_arrives_in_an_envelope()
    {
        await using var app = await SubscriberApp.StartAsync(Orders);
        await using var host = await DeliveryHost.StartAsync(app);

        await host.PublishAsync("orders", """{"b":1,"a":12345678901234567890}""");
        var call = (await app.WaitForAsync(1))[0];

        Assert.Equal("/orders", call.Path);
        Assert.Equal("application/cloudevents+json", call.Headers["Content-Type"]);
        Assert.Equal("pubsub", call.Headers["pubsubName"]);
        Assert.Equal("""{"b":1,"a":12345678901234567890}""", call.Body.GetProperty("data").GetRawText());
        Assert.Equal("publisher", call.Body.GetProperty("source").GetString());
        Assert.Equal("com.dapr.event.sent", call.Body.GetProperty("type").GetString());
        Assert.Equal("1.0", call.Body.GetProperty("specversion").GetString());
        Assert.Equal("orders", call.Body.GetProperty("topic").GetString());
        Assert.Equal("application/json", call.Body.GetProperty("datacontenttype").GetString());
        Assert.Equal("2026-01-01T00:00:00Z", call.Body.GetProperty("time").GetString());
    }

    [Fact]
    public async Task A_cloud_event_keeps_what_its_maker_gave_it()
    {
        await using var app = await SubscriberApp.StartAsync(Orders);
        await using var host = await DeliveryHost.StartAsync(app);

        const string sent =
            """{"id":"e1","source":"me","type":"t","specversion":"1.0","topic":"other","tenantid":"demo","data":{"x":[1,2]}}""";
        await host.PublishAsync("orders", sent, "application/cloudevents+json; charset=utf-8");
        var body = (await app.WaitForAsync(1))[0].Body;

        Assert.Equal("e1", body.GetProperty("id").GetString());
        Assert.Equal("me", body.GetProperty("source").GetString());
        Assert.Equal("demo", body.GetProperty("tenantid").GetString());
        Assert.Equal("orders", body.GetProperty("topic").GetString());
        Assert.Equal("pubsub", body.GetProperty("pubsubname").GetString());
        Assert.Equal("""{"x":[1,2]}""", body.GetProperty("data").GetRawText());
        Assert.Single(body.EnumerateObject(), property => property.Name == "topic");
    }

    [Theory]
    [InlineData("text/plain", "data", "hello")]
    [InlineData("application/octet-stream", "data_base64", "aGVsbG8=")]
    [InlineData("application/json", "data", "hello")]
    public async Task Other_bodies_arrive_as_text_or_base64(string contentType, string field, string expected)
    {
        await using var app = await SubscriberApp.StartAsync(Orders);
        await using var host = await DeliveryHost.StartAsync(app);

        await host.PublishAsync("orders", "hello", contentType);

        Assert.Equal(expected, (await app.WaitForAsync(1))[0].Body.GetProperty(field).GetString());
    }

    [Fact]
    public async Task Raw_payloads_arrive_as_base64_of_the_exact_bytes()
    {
        await using var app = await SubscriberApp.StartAsync(
            """[{"pubsubname":"pubsub","topic":"orders","route":"/orders","metadata":{"rawPayload":"true"}}]""");
        await using var host = await DeliveryHost.StartAsync(app);

        await host.PublishAsync("orders", "not json {", query: "?metadata.rawPayload=true");
        var body = (await app.WaitForAsync(1))[0].Body;

        Assert.Equal("not json {", Encoding.UTF8.GetString(body.GetProperty("data_base64").GetBytesFromBase64()));
    }

    [Fact]
    public async Task Metadata_overrides_attributes_of_the_envelope()
    {
        await using var app = await SubscriberApp.StartAsync(Orders);
        await using var host = await DeliveryHost.StartAsync(app);

        await host.PublishAsync("orders", "1", query: "?metadata.cloudevent.id=x&metadata.cloudevent.type=mine");
        var body = (await app.WaitForAsync(1))[0].Body;

        Assert.Equal(("x", "mine"), (body.GetProperty("id").GetString(), body.GetProperty("type").GetString()));
    }

    [Theory]
    [InlineData(200, "", 0)]
    [InlineData(200, """{"status":"SUCCESS"}""", 0)]
    [InlineData(200, """{"status":"DROP"}""", 1)]
    [InlineData(404, "", 1)]
    [InlineData(500, "", 1)]
    [InlineData(200, """{"status":"RETRY"}""", 1)]
    public async Task Without_a_policy_a_message_is_delivered_once_and_what_failed_is_dead_lettered(int status, string answer, int dead)
    {
        await using var app = await SubscriberApp.StartAsync(WithDeadLetter);
        app.Answer = call => call.Body.GetProperty("data").GetInt32() == 1 ? (status, answer) : (200, "");
        await using var host = await DeliveryHost.StartAsync(app);

        await host.PublishAsync("orders", "1");
        await host.PublishAsync("orders", "2");
        await app.WaitForAsync(2);
        await Eventually.HoldsAsync(() => host.Host.Published("poison").Count == dead);

        Assert.Equal([1, 2], app.Received.Select(call => call.Body.GetProperty("data").GetInt32()));
    }

    [Fact]
    public async Task Three_retries_make_four_deliveries_and_then_the_dead_letter_while_others_flow_on()
    {
        await using var app = await SubscriberApp.StartAsync(WithDeadLetter);
        app.Answer = call => call.Body.GetProperty("data").GetInt32() == 1 ? (500, "") : (200, "");
        await using var host = await DeliveryHost.StartAsync(app, DeliveryHost.Retries(3));

        await host.PublishAsync("orders", "1");
        await host.PublishAsync("orders", "2");
        await Eventually.HoldsAsync(() => app.Received.Any(call => call.Body.GetProperty("data").GetInt32() == 2));
        await host.DeadLetterAsync();

        Assert.Equal(4, app.Received.Count(call => call.Body.GetProperty("data").GetInt32() == 1));
        Assert.Equal(1, app.Received.Count(call => call.Body.GetProperty("data").GetInt32() == 2));
        Assert.Equal(1, JsonDocument.Parse(host.Host.Published("poison")[0].Data).RootElement.GetProperty("data").GetInt32());
    }

    [Fact]
    public async Task The_first_rule_that_holds_decides_the_route_and_no_match_delivers_nothing()
    {
        await using var app = await SubscriberApp.StartAsync(
            """
            [{"pubsubname":"pubsub","topic":"orders","routes":{"rules":[
              {"match":"event.type == \"a\" && event.data.n > 1","path":"/big"},{"match":"event.type == \"a\"","path":"/a"}]}}]
            """);
        await using var host = await DeliveryHost.StartAsync(app);

        await host.PublishAsync("orders", """{"n":1}""", query: "?metadata.cloudevent.type=b");
        await host.PublishAsync("orders", """{"n":1}""", query: "?metadata.cloudevent.type=a");
        await host.PublishAsync("orders", """{"n":2}""", query: "?metadata.cloudevent.type=a");
        var calls = await app.WaitForAsync(2);

        Assert.Equal(["/a", "/big"], calls.Select(call => call.Path));
    }

    [Fact]
    public async Task An_event_out_of_date_is_not_delivered()
    {
        await using var app = await SubscriberApp.StartAsync(Orders);
        await using var host = await DeliveryHost.StartAsync(app);
        await app.StopAsync();

        await host.PublishAsync("orders", "1", query: "?metadata.ttlInSeconds=1");
        await host.PublishAsync("orders", "2");
        host.Time.Advance(TimeSpan.FromSeconds(2));
        await app.StartAsync();

        Assert.Equal(2, (await app.WaitForAsync(1))[0].Body.GetProperty("data").GetInt32());
    }

    [Fact]
    public async Task The_trace_of_the_publisher_reaches_the_subscriber()
    {
        const string parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await using var app = await SubscriberApp.StartAsync(Orders);
        await using var host = await DeliveryHost.StartAsync(app);

        await host.PublishAsync("orders", "1", query: $"?metadata.cloudevent.traceparent={parent}");
        var call = (await app.WaitForAsync(1))[0];

        Assert.Equal(parent, call.Body.GetProperty("traceparent").GetString());
        Assert.Equal(parent, call.Headers["traceparent"]);
    }

    [Fact]
    public async Task The_trace_of_the_request_becomes_that_of_the_event()
    {
        const string parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await using var app = await SubscriberApp.StartAsync(Orders);
        await using var host = await DeliveryHost.StartAsync(app);

        var address = new Uri(host.Host.HttpEndpoint("publisher"), "/v1.0/publish/pubsub/orders");
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Add("traceparent", parent);
        request.Content = new StringContent("""{"id":"e1","data":1}""", Encoding.UTF8, "application/cloudevents+json");
        using var http = new HttpClient();
        (await http.SendAsync(request, TestContext.Current.CancellationToken)).Dispose();
        var body = (await app.WaitForAsync(1))[0].Body;

        Assert.Equal((parent, parent), (body.GetProperty("traceid").GetString(), body.GetProperty("traceparent").GetString()));
    }

    [Fact]
    public async Task An_app_that_was_away_gets_everything_when_it_is_back()
    {
        await using var app = await SubscriberApp.StartAsync(Orders);
        await using var host = await DeliveryHost.StartAsync(app, DeliveryHost.Retries(0));
        await host.PublishAsync("orders", "0");
        await app.WaitForAsync(1);
        await app.StopAsync();

        for (var i = 1; i <= 20; i++) await host.PublishAsync("orders", $"{i}");
        await app.StartAsync();
        var calls = await app.WaitForAsync(21);

        Assert.Equal(Enumerable.Range(0, 21), calls.Select(call => call.Body.GetProperty("data").GetInt32()));
        Assert.Equal(2, app.Asked);
    }
}
