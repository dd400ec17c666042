using Platform.Contracts;
using Platform.Load.Sending;

namespace Platform.Cli.View;

/// <summary>The last alerts of the live stream, newest first; a repeat takes the place of its earlier self.</summary>
internal sealed class RecentAlerts
{
    private const int Most = 10;

    private readonly Lock gate = new();
    private readonly LinkedList<Alert> alerts = new();

    /// <summary>Told of each alert as it comes.</summary>
    public event Action<Alert>? Came;

    public IReadOnlyList<Alert> All
    {
        get
        {
            lock (gate)
            {
                return [.. alerts];
            }
        }
    }

    public async Task FollowAsync(GatewayClient gateway, CancellationToken ct)
    {
        await foreach (var alert in new AlertFeed(gateway).FollowAsync(null, ct))
        {
            Add(alert);
            Came?.Invoke(alert);
        }
    }

    internal void Add(Alert alert)
    {
        lock (gate)
        {
            if (alerts.FirstOrDefault(known => known.Id == alert.Id) is { } earlier)
            {
                alerts.Remove(earlier);
            }

            alerts.AddFirst(alert);
            if (alerts.Count > Most)
            {
                alerts.RemoveLast();
            }
        }
    }
}
