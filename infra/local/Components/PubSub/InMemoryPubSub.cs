using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Platform.Local.Components.PubSub;

/// <summary><c>pubsub.in-memory</c>: bounded queues that every app of the host shares; nothing survives the host.</summary>
/// <remarks>
/// A group is known from its first subscription and keeps its queue for the life of the host, so an app that dies finds everything when
/// it is back. A topic that nobody subscribes to drops, once all apps have said what they want; until then it retains, within the bounds.
/// </remarks>
internal sealed class InMemoryPubSub : IPubSub
{
    private const int MaxTopics = 10_000;

    private readonly ConcurrentDictionary<string, InMemoryTopic> topics = new(StringComparer.Ordinal);
    private readonly QueueLimits limits;
    private readonly ILogger logger;
    private volatile bool retains = true;

    public InMemoryPubSub(ComponentContext context)
    {
        limits = QueueLimits.From(context.Metadata);
        logger = context.Loggers.CreateLogger<InMemoryPubSub>();
    }

    public bool HasNativeTtl => false;

    public IReadOnlyList<string> Capabilities => [];

    public Task InitAsync(CancellationToken ct) => Task.CompletedTask;

    public Task PublishAsync(string topic, IReadOnlyList<Message> messages, CancellationToken ct)
    {
        Topic(topic).Publish(messages);
        return Task.CompletedTask;
    }

    public Task<IAsyncDisposable> SubscribeAsync(Subscribe subscribe, Deliver deliver, CancellationToken ct) =>
        Task.FromResult<IAsyncDisposable>(new InMemorySubscription(Topic(subscribe.Topic), subscribe, deliver, logger));

    public void AllDeclared()
    {
        retains = false;
        foreach (var topic in topics.Values) topic.StopRetaining();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private InMemoryTopic Topic(string name)
    {
        if (topics.TryGetValue(name, out var known)) return known;
        if (topics.Count >= MaxTopics) throw new BrokerFullException($"there are already {MaxTopics} topics");
        return topics.GetOrAdd(name, added => new InMemoryTopic(added, limits, retains));
    }
}
