using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Alerts;

/// <summary>Serves a tenant's alerts as server-sent events, from a position on, for as long as the reader stays.</summary>
/// <remarks>
/// It reads from the database by position when it is woken, so it holds no queue per reader: a slow one falls behind by nothing
/// but its position, and one that takes nothing for too long is cut off.
/// </remarks>
internal sealed class LiveAlerts(
    AlertStore alerts, AlertSignals signals, IOptions<AlertsOptions> options, TimeProvider time, IHostApplicationLifetime lifetime,
    AlertsMetrics metrics) : IDisposable
{
    private const int PageSize = 200;
    private readonly AlertsOptions limits = options.Value;
    private readonly SemaphoreSlim places = new(options.Value.MaxLiveStreams);

    /// <summary>Streams until the reader goes, or the app stops.</summary>
    /// <param name="tenant">Whose alerts.</param>
    /// <param name="after">The last position the reader has; null begins with what happens from now on.</param>
    /// <param name="context">The reader's request.</param>
    public async Task StreamAsync(TenantId tenant, long? after, HttpContext context)
    {
        if (!places.Wait(0, context.RequestAborted))
        {
            throw new OverloadedException("All live streams of this service are taken.", TimeSpan.FromSeconds(5));
        }

        metrics.StreamOpened();
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            var position = after ?? await alerts.LastSequenceAsync(tenant, stop.Token);
            await StreamAsync(tenant, position, new AlertWriter(context, time, TimeSpan.FromSeconds(limits.SlowReaderSeconds)), stop.Token);
        }
        catch (OperationCanceledException) when (context.Response.HasStarted)
        {
            // The reader went, or the app stops: how every stream ends.
            await context.Response.CompleteAsync();
        }
        finally
        {
            metrics.StreamClosed();
            places.Release();
        }
    }

    public void Dispose() => places.Dispose();

    private async Task StreamAsync(TenantId tenant, long position, AlertWriter writer, CancellationToken ct)
    {
        await writer.StartAsync(position, ct);
        while (!ct.IsCancellationRequested)
        {
            var changed = signals.NextAsync(tenant);
            var page = await alerts.AfterAsync(tenant, position, PageSize, ct);
            if (page is [.., var last])
            {
                await writer.WriteAsync(page, ct);
                position = last.Sequence;
            }
            else if (!await IsSignalledAsync(changed, ct))
            {
                await writer.HeartbeatAsync(ct);
            }
        }
    }

    // After a silence the loop looks again by itself, in case a signal was lost.
    private async Task<bool> IsSignalledAsync(Task changed, CancellationToken ct)
    {
        await changed.WaitAsync(TimeSpan.FromSeconds(limits.HeartbeatSeconds), time, ct)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        ct.ThrowIfCancellationRequested();
        return changed.IsCompleted;
    }
}
