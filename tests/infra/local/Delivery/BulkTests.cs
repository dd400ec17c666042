using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Platform.Local.Tests.Delivery;

/// <summary>Bulk publish and bulk subscribe (behaviour 29), and that one bad message holds up nobody.</summary>
public sealed class BulkTests
{
    private const string Bulk =
        """
        [{"pubsubname":"pubsub","topic":"orders","route":"/bulk","deadLetterTopic":"poison",
          "bulkSubscribe":{"enabled":true,"maxMessagesCount":100,"maxAwaitDurationMs":40}}]
        """;

    [Fact]
    public async Task Published_together_they_arrive_together()
    {
        await using var app = await SubscriberApp.StartAsync(Bulk);
        app.Answer = call => (200, Statuses(call, _ => "SUCCESS"));
        await using var host = await DeliveryHost.StartAsync(app);

        using var response = await host.PostAsync("/v1.0/publish/bulk/pubsub/orders", Events(3));
        var body = (await app.WaitForAsync(1))[0].Body;

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("com.dapr.event.sent.bulk", body.GetProperty("type").GetString());
        Assert.Equal(("orders", "pubsub"), (body.GetProperty("topic").GetString(), body.GetProperty("pubsubname").GetString()));
        Assert.Equal([0, 1, 2], Numbers(body));
        var entry = body.GetProperty("entries")[0];
        Assert.Equal("application/cloudevents+json", entry.GetProperty("contentType").GetString());
        Assert.Equal("e0", entry.GetProperty("event").GetProperty("id").GetString());
        Assert.Equal("orders", entry.GetProperty("event").GetProperty("topic").GetString());
    }

    [Fact]
    public async Task Only_the_entry_that_asks_for_it_is_delivered_again()
    {
        await using var app = await SubscriberApp.StartAsync(Bulk);
        app.Answer = call => (200, Statuses(call, n => n == 1 ? "RETRY" : "SUCCESS"));
        await using var host = await DeliveryHost.StartAsync(app, DeliveryHost.Retries(2));

        (await host.PostAsync("/v1.0/publish/bulk/pubsub/orders", Events(3))).Dispose();
        await host.DeadLetterAsync();

        Assert.Equal([[0, 1, 2], [1], [1]], app.Received.Select(call => Numbers(call.Body)));
    }

    [Fact]
    public async Task A_message_that_breaks_the_whole_call_ends_alone_in_the_dead_letter_topic()
    {
        await using var app = await SubscriberApp.StartAsync(Bulk);
        app.Answer = call => Numbers(call.Body).Contains(13) ? (500, "") : (200, Statuses(call, _ => "SUCCESS"));
        await using var host = await DeliveryHost.StartAsync(app, DeliveryHost.Retries(10));

        (await host.PostAsync("/v1.0/publish/bulk/pubsub/orders", Events(64))).Dispose();
        await host.DeadLetterAsync();

        var taken = app.Received.Where(call => !Numbers(call.Body).Contains(13)).SelectMany(call => Numbers(call.Body)).Order();
        Assert.Equal(Enumerable.Range(0, 64).Except([13]), taken);
        Assert.Equal("e13", JsonDocument.Parse(host.Host.Published("poison")[0].Data).RootElement.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Dropped_entries_go_to_the_dead_letter_topic_at_once()
    {
        await using var app = await SubscriberApp.StartAsync(Bulk);
        app.Answer = call => (200, Statuses(call, n => n == 2 ? "DROP" : "SUCCESS"));
        await using var host = await DeliveryHost.StartAsync(app, DeliveryHost.Retries(3));

        (await host.PostAsync("/v1.0/publish/bulk/pubsub/orders", Events(3))).Dispose();
        await Eventually.HoldsAsync(() => host.Host.Published("poison").Count == 1);

        Assert.Single(app.Received);
    }

    [Theory]
    [InlineData("""[{"entryId":"1","event":1},{"entryId":"1","event":2}]""")]
    [InlineData("""[{"entryId":"","event":1,"contentType":"application/json"}]""")]
    [InlineData("""[{"entryId":"1","event":1,"contentType":"text/plain"}]""")]
    [InlineData("""[{"entryId":"1"}]""")]
    [InlineData("""{"entryId":"1"}""")]
    [InlineData("""[{"entryId":"1","event":""")]
    public async Task A_bulk_that_is_not_right_is_refused_as_a_whole(string body)
    {
        await using var app = await SubscriberApp.StartAsync("[]");
        await using var host = await DeliveryHost.StartAsync(app);

        using var response = await host.PostAsync("/v1.0/publish/bulk/pubsub/orders", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("ERR_PUBSUB_EVENTS_SER", answer, StringComparison.Ordinal);
        Assert.Empty(host.Host.Published("orders"));
    }

    [Fact]
    public async Task A_full_queue_answers_503_with_retry_after_and_takes_nothing()
    {
        const string small = DeliveryHost.PubSub + "\n" + """
              metadata:
                - {name: maxQueuedMessages, value: "10"}
            """;
        await using var app = await SubscriberApp.StartAsync(Bulk);
        var release = new TaskCompletionSource();
        app.Answer = call =>
        {
            release.Task.Wait(TestContext.Current.CancellationToken);
            return (200, Statuses(call, _ => "SUCCESS"));
        };
        await using var host = await DeliveryHost.StartAsync(app, small);
        (await host.PostAsync("/v1.0/publish/bulk/pubsub/orders", Events(8))).Dispose();

        using var full = await host.PostAsync("/v1.0/publish/bulk/pubsub/orders", Events(3));
        var answer = JsonDocument.Parse(await full.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, full.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), full.Headers.RetryAfter?.Delta);
        Assert.Equal(3, answer.GetProperty("failedEntries").GetArrayLength());
        release.SetResult();
        await app.WaitForAsync(1);
        Assert.Equal(8, host.Host.Published("orders").Count);
    }

    private static string Events(int count) =>
        $"[{string.Join(',', Enumerable.Range(0, count).Select(Entry))}]";

    private static string Entry(int n) =>
        """
        {"entryId":"#","contentType":"application/cloudevents+json",
         "event":{"id":"e#","source":"t","type":"t","specversion":"1.0","tenantid":"demo","data":{"n":#}}}
        """
            .Replace("#", n.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static int[] Numbers(JsonElement body) =>
        [.. body.GetProperty("entries").EnumerateArray().Select(NumberOf)];

    private static int NumberOf(JsonElement entry) => entry.GetProperty("event").GetProperty("data").GetProperty("n").GetInt32();

    private static string Statuses(Received call, Func<int, string> status)
    {
        var statuses = call.Body.GetProperty("entries").EnumerateArray().Select(entry => new
        {
            entryId = entry.GetProperty("entryId").GetString(),
            status = status(NumberOf(entry)),
        });
        return JsonSerializer.Serialize(new { statuses });
    }
}
