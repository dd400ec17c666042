namespace Platform.Local.Sidecar;

/// <summary>Probes the app every five seconds; three misses in a row are unhealthy, one good answer is healthy again.</summary>
internal sealed class AppHealth(AppChannel channel, string path, TimeProvider time)
{
    private const int Threshold = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);

    /// <summary>Calls back on every change; begins unhealthy.</summary>
    public async Task FollowAsync(Func<CancellationToken, Task> healthy, Func<Task> unhealthy, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var misses = Threshold;
        do
        {
            misses = await ProbeAsync(ct) ? 0 : Math.Min(misses + 1, Threshold);
            var was = channel.Healthy;
            channel.Healthy = misses < Threshold;
            if (!was && channel.Healthy) await healthy(ct);
            if (was && !channel.Healthy) await unhealthy();
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    private async Task<bool> ProbeAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        try
        {
            return await channel.ProbeAsync(path, limit.Token);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
