using Platform.Local.Resources;
using Platform.Local.Sidecar;

namespace Platform.Local.Delivery;

/// <summary>Delivers topics to one app, from when the app answers until it goes away.</summary>
/// <remarks>
/// The sidecar starts an engine each time the app has come up and said what it wants, and disposes it when the app dies, turns
/// unhealthy, or a subscription file changes. So disposal means "not now": the broker keeps the group's queue, what was under way
/// goes back to it (never to the dead-letter topic), and the next engine continues. A connection error means the same: the app is away,
/// the message is not bad.
/// </remarks>
internal sealed class SubscriptionEngine : IAsyncDisposable
{
    /// <summary>Starts every subscription of the list; it is already merged (programmatic before declarative) and in scope.</summary>
    public static Task<SubscriptionEngine> StartAsync(
        ISidecar sidecar, IReadOnlyList<SubscriptionResource> subscriptions, CancellationToken ct) =>
        Task.FromResult(new SubscriptionEngine());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
