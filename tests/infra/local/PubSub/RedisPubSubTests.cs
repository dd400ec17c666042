using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Platform.Local.Components;
using Platform.Local.Components.PubSub;
using Platform.Local.Components.Redis;
using Platform.Local.Tests.Redis;

namespace Platform.Local.Tests.PubSub;

public sealed class RedisPubSubTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly string topic = $"topic-{Guid.NewGuid()}";
    private readonly ManualTime time = new();

    [Fact]
    public async Task Each_group_gets_every_message_in_order_and_once()
    {
        await using var broker = await BrokerAsync();
        var (first, second) = (new ConcurrentQueue<int>(), new ConcurrentQueue<int>());
        await using var one = await SubscribeAsync(broker, "one", first);
        await using var two = await SubscribeAsync(broker, "two", second);

        await broker.PublishAsync(topic, Messages(0, 3_000), Ct);
        await Eventually.HoldsAsync(() => first.Count >= 3_000 && second.Count >= 3_000);

        Assert.Equal(Enumerable.Range(0, 3_000), first);
        Assert.Equal(Enumerable.Range(0, 3_000), second);
    }

    [Fact]
    public async Task What_was_published_before_the_group_existed_is_delivered()
    {
        await using var broker = await BrokerAsync();
        await broker.PublishAsync(topic, Messages(0, 10), Ct);
        var got = new ConcurrentQueue<int>();

        await using var subscription = await SubscribeAsync(broker, "late", got);

        await Eventually.HoldsAsync(() => got.Count == 10);
    }

    [Fact]
    public async Task What_a_dead_host_held_is_taken_up_at_once_by_the_next()
    {
        var held = new ConcurrentQueue<int>();
        await using (var broker = await BrokerAsync())
        {
            await using var dying = await broker.SubscribeAsync(
                new Subscribe(topic, "g", 100, TimeSpan.Zero), (portion, _) => NoteAsync(portion, held, settle: null), Ct);
            await broker.PublishAsync(topic, Messages(0, 50), Ct);
            await Eventually.HoldsAsync(() => held.Count == 50);
        }

        await using var next = await BrokerAsync();
        var got = new ConcurrentQueue<int>();
        await using var subscription = await SubscribeAsync(next, "g", got);

        await Eventually.HoldsAsync(() => got.Count == 50);
        Assert.Equal(Enumerable.Range(0, 50), got);
    }

    [Fact]
    public async Task What_failed_comes_again_after_the_processing_timeout()
    {
        await using var broker = await BrokerAsync(("processingTimeout", "60s"), ("redeliverInterval", "15s"));
        var got = new ConcurrentQueue<int>();
        await using var subscription = await broker.SubscribeAsync(
            new Subscribe(topic, "g", 1, TimeSpan.Zero),
            (portion, _) => NoteAsync(portion, got, got.IsEmpty ? Outcome.Nack : Outcome.Ack), Ct);
        await broker.PublishAsync(topic, Messages(7, 1), Ct);
        await Eventually.HoldsAsync(() => got.Count == 1);

        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Single(got);
        await Eventually.HoldsAsync(() => got.Count == 2, meanwhile: () => time.Advance(TimeSpan.FromSeconds(15)));

        await Eventually.HoldsAsync(() => PendingAsync().Result == 0);
        Assert.Equal([7, 7], got);
    }

    [Fact]
    public async Task What_another_consumer_abandoned_is_taken_over()
    {
        var server = await RedisServer.SharedAsync();
        await using var redis = new RedisClient(server.Options);
        await redis.SendAsync(new RedisCommand("XGROUP", "CREATE", topic, "g", "0", "MKSTREAM"), Ct);
        await using var broker = await BrokerAsync(("processingTimeout", "20ms"), ("redeliverInterval", "1s"));
        await broker.PublishAsync(topic, Messages(0, 5), Ct);
        await redis.SendAsync(new RedisCommand("XREADGROUP", "GROUP", "g", "gone", "COUNT", 5, "STREAMS", topic, ">"), Ct);
        var got = new ConcurrentQueue<int>();

        await using var subscription = await SubscribeAsync(broker, "g", got);
        await Eventually.HoldsAsync(() => got.Count == 5, meanwhile: () => time.Advance(TimeSpan.FromSeconds(1)));

        await Eventually.HoldsAsync(() => PendingAsync().Result == 0);
    }

    [Fact]
    public async Task A_restart_of_redis_loses_nothing()
    {
        await using var server = await RedisServer.OwnAsync();
        await using var broker = new RedisPubSub(RedisComponents.Context(server, time));
        var got = new ConcurrentQueue<int>();
        await using var subscription = await SubscribeAsync(broker, "g", got);
        await broker.PublishAsync(topic, Messages(0, 10), Ct);
        await Eventually.HoldsAsync(() => got.Count == 10);

        await using (var redis = new RedisClient(server.Options)) await redis.SendAsync(new RedisCommand("BGREWRITEAOF"), Ct);
        await server.StopAsync();
        await Assert.ThrowsAnyAsync<RedisException>(() => broker.PublishAsync(topic, Messages(10, 1), Ct));
        await server.StartAsync();
        await broker.PublishAsync(topic, Messages(10, 10), Ct);

        await Eventually.HoldsAsync(() => got.Distinct().Count() == 20);
    }

    [Fact]
    public async Task Metadata_travels_with_the_message()
    {
        await using var broker = await BrokerAsync();
        var got = new TaskCompletionSource<Message>();
        await using var subscription = await broker.SubscribeAsync(
            new Subscribe(topic, "g", 1, TimeSpan.Zero),
            (portion, _) =>
            {
                got.TrySetResult(portion.Messages[0]);
                return Task.CompletedTask;
            },
            Ct);

        await broker.PublishAsync(topic, [new Message("x"u8.ToArray(), new Dictionary<string, string> { ["k"] = "v" })], Ct);

        Assert.Equal("v", (await got.Task.WaitAsync(TimeSpan.FromSeconds(20), Ct)).Metadata!["k"]);
    }

    private static Task NoteAsync(IPortion portion, ConcurrentQueue<int> got, Outcome? settle)
    {
        for (var i = 0; i < portion.Messages.Count; i++)
        {
            got.Enqueue(int.Parse(Encoding.UTF8.GetString(portion.Messages[i].Data.Span), CultureInfo.InvariantCulture));
            if (settle is { } outcome) portion.Settle(i, outcome);
        }

        return Task.CompletedTask;
    }

    private static List<Message> Messages(int from, int count) =>
        [.. Enumerable.Range(from, count).Select(i => new Message(Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture))))];

    private Task<IAsyncDisposable> SubscribeAsync(RedisPubSub broker, string group, ConcurrentQueue<int> got) =>
        broker.SubscribeAsync(
            new Subscribe(topic, group, 100, TimeSpan.FromMilliseconds(5)), (portion, _) => NoteAsync(portion, got, Outcome.Ack), Ct);

    private async Task<long> PendingAsync()
    {
        await using var redis = new RedisClient((await RedisServer.SharedAsync()).Options);
        return (await redis.SendAsync(new RedisCommand("XPENDING", topic, "g"), Ct)).Items[0].Integer;
    }

    private async Task<RedisPubSub> BrokerAsync(params (string Key, string Value)[] more) =>
        new(RedisComponents.Context(await RedisServer.SharedAsync(), time, more));
}
