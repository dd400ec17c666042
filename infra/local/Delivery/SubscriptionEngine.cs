using Microsoft.Extensions.Logging;
using Platform.Local.Components;
using Platform.Local.Resources;
using Platform.Local.Sidecar;
using Platform.Local.Sidecar.Publishing;

namespace Platform.Local.Delivery;

/// <summary>Delivers topics to one app, from when the app answers until it goes away.</summary>
/// <remarks>
/// The sidecar starts an engine each time the app has come up and said what it wants, and disposes it when the app dies, turns
/// unhealthy, or a subscription file changes. So disposal means "not now": the broker keeps the group's queue, what was under way
/// goes back to it (never to the dead-letter topic), and the next engine continues. A connection error means the same: the app is away,
/// the message is not bad.
/// </remarks>
internal sealed partial class SubscriptionEngine : IAsyncDisposable
{
    private readonly ILogger log;
    private readonly CancellationTokenSource stopping = new();
    private readonly List<TopicDelivery> deliveries = [];
    private readonly List<IAsyncDisposable> subscriptions = [];

    private SubscriptionEngine(ILogger log) => this.log = log;

    /// <summary>Starts every subscription of the list; it is already merged (programmatic before declarative) and in scope.</summary>
    /// <exception cref="Cel.CelException">A route's condition is not valid; nothing was started.</exception>
    public static async Task<SubscriptionEngine> StartAsync(
        ISidecar sidecar, IReadOnlyList<SubscriptionResource> subscriptions, ILogger log, CancellationToken ct)
    {
        var engine = new SubscriptionEngine(log);
        if (sidecar.App is not { } app) return engine;
        var wanted = subscriptions.Select(resource => (Resource: resource, Broker: engine.Allowed(sidecar, resource)))
            .Where(pair => pair.Broker is not null)
            .Select(pair => (Topic: new TopicSubscription(pair.Resource, pair.Broker!, sidecar.Time), Broker: pair.Broker!))
            .ToList();
        foreach (var (topic, broker) in wanted) await engine.AddAsync(sidecar, topic, broker, app);
        return engine;
    }

    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested) return;
        await stopping.CancelAsync();
        foreach (var delivery in deliveries) await delivery.DrainAsync();
        foreach (var subscription in subscriptions) await subscription.DisposeAsync();
        stopping.Dispose();
    }

    private LoadedComponent<IPubSub>? Allowed(ISidecar sidecar, SubscriptionResource resource)
    {
        var broker = sidecar.Find<IPubSub>(resource.PubSub);
        if (broker is not null && TopicScopes.MaySubscribe(broker.Metadata, sidecar.AppId, resource.Topic)) return broker;
        LogNotSubscribed(sidecar.AppId, resource.Topic, resource.PubSub, broker is null ? "there is no such pub/sub component" : "its scopes forbid it");
        return null;
    }

    private async Task AddAsync(ISidecar sidecar, TopicSubscription topic, LoadedComponent<IPubSub> broker, IAppChannel app)
    {
        ITopicCall call = topic.IsBulk ? new BulkCall(app, broker.Name, topic.Topic, topic.IsRaw) : new SingleCall(app, broker.Name);
        var policy = sidecar.PolicyFor(broker.Instance, broker.Name, Direction.Inbound);
        var delivery = new TopicDelivery(topic, policy, call, log, stopping.Token);
        deliveries.Add(delivery);
        var group = broker.Metadata.Text("consumerID", sidecar.AppId);
        var subscribe = new Subscribe(topic.Topic, group, topic.MaxBatch, topic.MaxWait);
        subscriptions.Add(await broker.Instance.SubscribeAsync(subscribe, delivery.DeliverAsync, stopping.Token));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "App {App} does not get topic {Topic} of {PubSub}: {Reason}")]
    private partial void LogNotSubscribed(string app, string topic, string pubSub, string reason);
}
