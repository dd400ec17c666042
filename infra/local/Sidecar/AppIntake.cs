using Microsoft.Extensions.Logging;
using Platform.Local.Delivery;
using Platform.Local.Resources;

namespace Platform.Local.Sidecar;

/// <summary>Everything that flows into one app while it is up: subscriptions and input bindings.</summary>
internal sealed class AppIntake : IAsyncDisposable
{
    private readonly SubscriptionEngine engine;
    private readonly InputBindings bindings;

    private AppIntake(SubscriptionEngine engine, InputBindings bindings, IReadOnlyList<SubscriptionResource> subscriptions) =>
        (this.engine, this.bindings, Subscriptions) = (engine, bindings, subscriptions);

    public IReadOnlyList<SubscriptionResource> Subscriptions { get; }

    public static async Task<AppIntake> StartAsync(
        AppSidecar sidecar, IReadOnlyList<SubscriptionResource> asked, ILogger log, CancellationToken ct)
    {
        var subscriptions = Merge(asked, sidecar.Resources.Subscriptions);
        var engine = await SubscriptionEngine.StartAsync(sidecar, subscriptions, log, ct);
        return new AppIntake(engine, await InputBindings.StartAsync(sidecar, log, ct), subscriptions);
    }

    public async ValueTask DisposeAsync()
    {
        await bindings.DisposeAsync();
        await engine.DisposeAsync();
    }

    /// <summary>One subscription per pubsub and topic: the app's own wins over files, and the first file over the next.</summary>
    public static IReadOnlyList<SubscriptionResource> Merge(
        IEnumerable<SubscriptionResource> asked, IEnumerable<SubscriptionResource> declared) =>
        [.. asked.Concat(declared).DistinctBy(subscription => (subscription.PubSub, subscription.Topic))];
}
