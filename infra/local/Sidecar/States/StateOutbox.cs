using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Platform.Local.Components;
using Platform.Local.Components.State;
using Platform.Local.Sidecar.Publishing;

namespace Platform.Local.Sidecar.States;

/// <summary>An event that belongs to a transaction: the marker that is stored with it, and what will be published.</summary>
internal sealed record Announcement(StateWrite Marker, Message Event);

/// <summary>
/// State and the event that announces it, together: the event is stored in the state's own transaction and published after it.
/// </summary>
/// <remarks>
/// daprd stores only a marker and sends the event through an internal topic. Here the marker holds the event, so neither a crash between
/// commit and publish nor a broker that is away loses it: <see cref="RelayAsync"/> finds what is left over and publishes it.
/// </remarks>
internal sealed partial class StateOutbox(ISidecar sidecar, ILogger logger)
{
    private const int MaxPerRelay = 100;

    private readonly ConcurrentDictionary<string, byte> underWay = new(StringComparer.Ordinal);
    private int relaying;

    /// <summary>What the transaction announces; empty when the store has no outbox.</summary>
    public IReadOnlyList<Announcement> Prepare(
        LoadedComponent<IStateStore> store, StateKeys keys, StateTransaction transaction, EventTrace trace)
    {
        if (Target(store, trace) is not { } target) return [];
        var projections = transaction.Operations.Where(step => step.IsProjection).ToLookup(step => step.Item.Key, step => step.Item);
        return [.. transaction.Operations.Where(step => step is { IsDelete: false, IsProjection: false })
            .Select(step => Announce(target, keys, projections[step.Item.Key].LastOrDefault() ?? step.Item))];
    }

    /// <summary>
    /// Publishes what was just committed. A broker that does not take it is no error of the caller's: the relay tries again.
    /// </summary>
    public async Task SendAsync(LoadedComponent<IStateStore> store, IReadOnlyList<Announcement> announced, CancellationToken ct)
    {
        if (announced.Count == 0 || Target(store, default) is not { } target) return;
        try
        {
            await PublishAsync(store, target, announced, ct);
        }
        catch (Exception error)
        {
            LogLeftOver(error, store.Name, announced.Count);
        }
    }

    /// <summary>The request that prepared these has ended, either way; what is left in the store is the relay's.</summary>
    public void Release(IReadOnlyList<Announcement> announced)
    {
        foreach (var announcement in announced) underWay.TryRemove(announcement.Marker.Key, out _);
    }

    /// <summary>Publishes what a crash or a broker that was away has left over; at most a page per store and call.</summary>
    public async Task RelayAsync(CancellationToken ct)
    {
        if (Interlocked.Exchange(ref relaying, 1) == 1) return;
        try
        {
            foreach (var store in sidecar.All<IStateStore>()) await RelayStoreAsync(store, ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            // The store or the broker is away; the next round comes soon.
            LogRelayFailed(error, sidecar.AppId);
        }
        finally
        {
            Volatile.Write(ref relaying, 0);
        }
    }

    private async Task RelayStoreAsync(LoadedComponent<IStateStore> store, CancellationToken ct)
    {
        if (Target(store, default) is not { } target || store.Instance is not IOutboxScan scan) return;
        var keys = await scan.KeysAsync(MarkerPrefix(new StateKeys(sidecar, store)), MaxPerRelay, ct);
        var left = keys.Where(key => !underWay.ContainsKey(key)).ToList();
        if (left.Count == 0) return;
        var found = await store.Instance.GetAsync(left, ct);
        var announced = left.Zip(found).Where(pair => pair.Second is not null)
            .Select(pair => new Announcement(new StateWrite(pair.First, null), new Message(pair.Second.GetValueOrDefault().Value)))
            .ToList();
        await PublishAsync(store, target, announced, ct);
    }

    private static async Task PublishAsync(
        LoadedComponent<IStateStore> store, PublishRequest target, IReadOnlyList<Announcement> announced, CancellationToken ct)
    {
        await target.PubSub.Instance.PublishAsync(target.Topic, [.. announced.Select(announcement => announcement.Event)], ct);
        await store.Instance.WriteAsync([.. announced.Select(announcement => new StateWrite(announcement.Marker.Key, null))], ct);
    }

    private Announcement Announce(PublishRequest target, StateKeys keys, StateRequest item)
    {
        var id = $"outbox-{sidecar.AppId}-{Guid.NewGuid():N}";
        var overrides = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in item.Metadata)
            overrides[key.StartsWith("cloudevent.", StringComparison.OrdinalIgnoreCase) ? key : "cloudevent." + key] = value;
        overrides["cloudevent.id"] = id;
        var message = new NewEnvelope(target).Wrap(item.Value.Span, item.ContentType ?? "application/json", overrides);
        underWay[keys.Prefix + id] = 0;
        return new Announcement(new StateWrite(keys.Prefix + id, message.Data), message with { Metadata = null });
    }

    private string MarkerPrefix(StateKeys keys) => $"{keys.Prefix}outbox-{sidecar.AppId}-";

    private PublishRequest? Target(LoadedComponent<IStateStore> store, EventTrace trace)
    {
        if (store.Metadata.Text("outboxPublishPubsub") is not { } name || store.Metadata.Text("outboxPublishTopic") is not { } topic)
            return null;
        return sidecar.Find<IPubSub>(name) is { } pubsub
            ? new PublishRequest(sidecar.AppId, pubsub, topic, trace, sidecar.Time.GetUtcNow())
            : throw new ComponentException($"outboxPublishPubsub names '{name}', which is no pub/sub component of this app");
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "{Count} events of a transaction in {Store} could not be published yet; they are kept")]
    private partial void LogLeftOver(Exception error, string store, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events left over in the outbox of {App} could not be published yet")]
    private partial void LogRelayFailed(Exception error, string app);
}
