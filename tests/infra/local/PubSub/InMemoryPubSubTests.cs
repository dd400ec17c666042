using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Local.Components;
using Platform.Local.Components.PubSub;

namespace Platform.Local.Tests.PubSub;

public sealed class InMemoryPubSubTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_comes_before_the_subscribers_are_known_is_kept_for_each_of_them()
    {
        await using var broker = Broker();
        await broker.PublishAsync("t", Messages(0, 3), Ct);
        var (one, two) = (new Collector(), new Collector());

        await using var first = await broker.SubscribeAsync(new Subscribe("t", "one", 10, TimeSpan.Zero), one.TakeAsync, Ct);
        await using var second = await broker.SubscribeAsync(new Subscribe("t", "two", 10, TimeSpan.Zero), two.TakeAsync, Ct);

        await Eventually.HoldsAsync(() => one.Got.Count == 3 && two.Got.Count == 3);
    }

    [Fact]
    public async Task Once_all_are_known_a_topic_without_subscribers_drops()
    {
        await using var broker = Broker(("maxQueuedMessages", "5"));
        broker.AllDeclared();

        for (var i = 0; i < 100; i++) await broker.PublishAsync("t", Messages(i, 1), Ct);
        var late = new Collector();
        await using var subscription = await broker.SubscribeAsync(new Subscribe("t", "late", 10, TimeSpan.Zero), late.TakeAsync, Ct);
        await broker.PublishAsync("t", Messages(100, 1), Ct);

        await Eventually.HoldsAsync(() => late.Got.Count > 0);
        Assert.Equal([100], late.Got);
    }

    [Theory]
    [InlineData("maxQueuedMessages", "5")]
    [InlineData("maxQueuedBytes", "5")]
    public async Task One_full_group_refuses_for_all_and_nothing_is_taken(string bound, string value)
    {
        await using var broker = Broker((bound, value));
        var (fast, slow) = (new Collector(), new Collector { Settles = false });
        await using var first = await broker.SubscribeAsync(new Subscribe("t", "fast", 10, TimeSpan.Zero), fast.TakeAsync, Ct);
        await using var second = await broker.SubscribeAsync(new Subscribe("t", "slow", 10, TimeSpan.Zero), slow.TakeAsync, Ct);
        await broker.PublishAsync("t", Messages(0, 4), Ct);
        await Eventually.HoldsAsync(() => fast.Got.Count == 4 && slow.Got.Count == 4);

        await Assert.ThrowsAsync<BrokerFullException>(() => broker.PublishAsync("t", Messages(4, 2), Ct));
        await broker.PublishAsync("t", Messages(4, 1), Ct);

        await Eventually.HoldsAsync(() => fast.Got.Count == 5);
        Assert.Equal([0, 1, 2, 3, 4], fast.Got);
    }

    [Fact]
    public async Task What_a_member_leaves_unsettled_comes_first_and_in_order()
    {
        await using var broker = Broker();
        var (gone, next) = (new Collector { Settles = false }, new Collector());
        var leaving = await broker.SubscribeAsync(new Subscribe("t", "g", 3, TimeSpan.Zero), gone.TakeAsync, Ct);
        await broker.PublishAsync("t", Messages(0, 7), Ct);
        await Eventually.HoldsAsync(() => gone.Got.Count == 7);
        await leaving.DisposeAsync();
        await broker.PublishAsync("t", Messages(7, 2), Ct);

        await using var subscription = await broker.SubscribeAsync(new Subscribe("t", "g", 3, TimeSpan.Zero), next.TakeAsync, Ct);

        await Eventually.HoldsAsync(() => next.Got.Count == 9);
        Assert.Equal(Enumerable.Range(0, 9), next.Got);
    }

    [Fact]
    public async Task A_portion_waits_to_fill_but_not_longer_than_it_may()
    {
        await using var broker = Broker();
        var collector = new Collector();
        await using var subscription = await broker.SubscribeAsync(
            new Subscribe("t", "g", 4, TimeSpan.FromMilliseconds(50)), collector.TakeAsync, Ct);

        await broker.PublishAsync("t", Messages(0, 4), Ct);
        await broker.PublishAsync("t", Messages(4, 1), Ct);

        await Eventually.HoldsAsync(() => collector.Got.Count == 5);
        Assert.Equal([4, 1], collector.Portions);
    }

    private static InMemoryPubSub Broker(params (string Key, string Value)[] metadata) => new(new ComponentContext(
        "pubsub", "pubsub.in-memory", "v1", new ComponentMetadata(metadata.ToDictionary(pair => pair.Key, pair => pair.Value)),
        TimeProvider.System, NullLoggerFactory.Instance));

    private static List<Message> Messages(int from, int count) =>
        [.. Enumerable.Range(from, count).Select(i => new Message(Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture))))];

    private sealed class Collector
    {
        private readonly List<int> got = [];
        private readonly List<int> portions = [];

        public bool Settles { get; init; } = true;

        public IReadOnlyList<int> Got
        {
            get
            {
                lock (got) return [.. got];
            }
        }

        public IReadOnlyList<int> Portions
        {
            get
            {
                lock (got) return [.. portions];
            }
        }

        public Task TakeAsync(IPortion portion, CancellationToken ct)
        {
            lock (got)
            {
                portions.Add(portion.Messages.Count);
                got.AddRange(portion.Messages.Select(message => int.Parse(message.Data.Span, CultureInfo.InvariantCulture)));
            }

            for (var i = 0; Settles && i < portion.Messages.Count; i++) portion.Settle(i, Outcome.Ack);
            return Task.CompletedTask;
        }
    }
}
