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
        var started = StartAllAsync(new Pace(gateway.Time, schedule, options, tally).CutAsync(events, stop.Token), inFlight, stop.Token);
        await started.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await inFlight.DrainAsync().ConfigureAwait(false);

        // A request that failed stops the source as well; the request is the cause, so it is named first.
        inFlight.ThrowIfFailed();
        await started.ConfigureAwait(false);
    }

    /// <summary>Sends from a source that never waits, such as the simulator.</summary>
    public Task RunAsync(IEnumerable<Transaction> events, ISchedule schedule, CancellationToken ct) =>
        RunAsync(events.ToAsyncEnumerable(), schedule, ct);

    private async Task StartAllAsync(IAsyncEnumerable<IReadOnlyList<Transaction>> chunks, InFlight inFlight, CancellationToken ct)
    {
        var sender = new ChunkSender(gateway, options, tally);
        await foreach (var chunk in chunks.ConfigureAwait(false))
        {
            await inFlight.StartAsync(() => sender.SendAsync(chunk, ct)).ConfigureAwait(false);
        }
    }
}
