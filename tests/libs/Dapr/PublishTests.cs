using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Dapr.Tests;

public sealed class PublishTests
{
    private static readonly JsonTypeInfo<int> number = (JsonTypeInfo<int>)JsonSerializerOptions.Web.GetTypeInfo(typeof(int));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_producers_envelope_reaches_the_broker()
    {
        await using var sidecar = await TestSidecar.StartAsync();

        var answer = await sidecar.Client.BulkPublishEventAsync("pubsub", "numbers", [Event("a", 1), Event("b", 2)], ct: Ct);

        Assert.Empty(answer.FailedEntries);
        var first = JsonNode.Parse(sidecar.Host.Published("numbers")[0].Data.Span)!;
        Assert.Equal(("a", "demo", 1), ((string?)first["id"], (string?)first["tenantid"], (int)first["data"]!));
        Assert.Equal("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", (string?)first["traceparent"]);
        Assert.Equal("demo|a", sidecar.Host.Published("numbers")[0].Metadata?["partitionKey"]);
    }

    [Fact]
    public async Task A_body_kept_for_later_publishes_the_same_events()
    {
        await using var sidecar = await TestSidecar.StartAsync();

        await sidecar.Client.BulkPublishRawAsync("pubsub", "numbers", BulkBody.Encode([Event("a", 1), Event("b", 2)], number), Ct);

        Assert.Equal(2, sidecar.Host.Published("numbers").Count);
    }

    [Fact]
    public async Task A_plain_value_gets_the_sidecars_envelope()
    {
        await using var sidecar = await TestSidecar.StartAsync();

        await sidecar.Client.PublishEventAsync("pubsub", "things", new { size = 3 }, ct: Ct);

        var e = JsonNode.Parse(sidecar.Host.Published("things")[0].Data.Span)!;
        Assert.Equal(("app", 3), ((string?)e["source"], (int)e["data"]!["size"]!));
    }

    [Fact]
    public async Task An_unknown_broker_is_refused_as_a_whole() => Assert.Equal(
        "ERR_PUBSUB_NOT_FOUND",
        (await Assert.ThrowsAsync<DaprException>(async () =>
        {
            await using var sidecar = await TestSidecar.StartAsync();
            await sidecar.Client.BulkPublishEventAsync("nowhere", "numbers", [Event("a", 1)], ct: Ct);
        })).ErrorCode);

    [Fact]
    public async Task Entries_succeed_retry_and_drop_on_their_own()
    {
        var seen = new ConcurrentQueue<int>();
        await using var sidecar = await TestSidecar.StartAsync(
            app => app.MapBulkTopic<int>(new("pubsub", "numbers"), new(10, TimeSpan.FromMilliseconds(20)), (_, entries) =>
            {
                foreach (var entry in entries)
                    seen.Enqueue(entry.Event.Data);
                return Task.FromResult<IReadOnlyList<Delivery>>([.. entries.Select(AnswerTo)]);
            }),
            Retries);

        await sidecar.Client.BulkPublishEventAsync("pubsub", "numbers", [Event("a", 1), Event("b", 2), Event("c", 3)], ct: Ct);
        await sidecar.Client.PublishEventAsync("pubsub", "numbers", "not a number", ct: Ct);

        await Eventually.HoldsAsync(() => sidecar.Host.Published("numbers-dead").Count == 3);
        Assert.Equal(1, seen.Count(value => value == 1));
        Assert.Equal(1, seen.Count(value => value == 2));
        Assert.Equal(3, seen.Count(value => value == 3));

        static Delivery AnswerTo(BulkEntry<int> entry) => (Delivery)(entry.Event.Data == 3 ? 1 : entry.Event.Data == 2 ? 2 : 0);
    }

    [Fact]
    public async Task Routes_of_one_topic_share_a_subscription()
    {
        var seen = new ConcurrentQueue<string>();
        await using var sidecar = await TestSidecar.StartAsync(app =>
        {
            app.MapTopic<int>(new("pubsub", "numbers") { Route = "/big", Match = "event.type == \"big\"" }, (_, e) => Note("big", e.Id));
            app.MapTopic<int>(new("pubsub", "numbers") { Route = "/rest" }, (_, e) => Note("rest", e.Id));
        });

        await sidecar.Client.BulkPublishEventAsync("pubsub", "numbers", [Event("a", 1) with { Type = "big" }, Event("b", 2)], ct: Ct);

        await Eventually.HoldsAsync(() => seen.Count == 2);
        Assert.Equal(["big a", "rest b"], seen.Order());

        Task<Delivery> Note(string route, string id)
        {
            seen.Enqueue($"{route} {id}");
            return Task.FromResult(Delivery.Success);
        }
    }

    private const string Retries = """
        apiVersion: dapr.io/v1alpha1
        kind: Resiliency
        metadata: {name: r}
        spec:
          policies: {retries: {twice: {policy: constant, duration: 1ms, maxRetries: 2}}}
          targets: {components: {pubsub: {inbound: {retry: twice}}}}
        """;

    private static CloudEvent<int> Event(string id, int value) =>
        new(id, "test", "number", new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), value)
        {
            TenantId = "demo",
            TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            PartitionKey = $"demo|{id}",
        };
}
