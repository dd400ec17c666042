using Platform.Contracts;

namespace Platform.Load.Sending;

/// <summary>
/// Sends events to the gateway by a schedule. Requests overlap up to a limit; when the platform is slower than the schedule, events
/// wait in their source (nothing piles up here), stay due when they were due, and the lateness shows.
/// </summary>
public sealed class EventSender(GatewayClient gateway, SenderOptions options)
{
    private readonly SendTally tally = new();

    /// <summary>What became of the events so far.</summary>
    public SendCounters Counters => tally.Read();

    /// <summary>Sends all events, or until cancelled; returns when each has been answered.</summary>
    /// <exception cref="GatewayException">The gateway refused a request as a whole (e.g. 401).</exception>
    public async Task RunAsync(IAsyncEnumerable<Transaction> events, ISchedule schedule, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var inFlight = new InFlight(options.MaxInFlight, stop);
        var sender = new ChunkSender(gateway, options, tally);
        var pace = new Pace(gateway.Time, schedule, options, tally);
        try
        {
            await foreach (var chunk in pace.CutAsync(events, stop.Token).ConfigureAwait(false))
            {
                await inFlight.StartAsync(() => sender.SendAsync(chunk, stop.Token)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Whoever stopped the run is named below: a request that failed, or the caller.
        }
        finally
        {
            await inFlight.DrainAsync().ConfigureAwait(false);
        }

        inFlight.ThrowIfFailed();
        ct.ThrowIfCancellationRequested();
    }

    /// <summary>Sends from a source that never waits, such as the simulator.</summary>
    public Task RunAsync(IEnumerable<Transaction> events, ISchedule schedule, CancellationToken ct) =>
        RunAsync(events.ToAsyncEnumerable(), schedule, ct);
}
