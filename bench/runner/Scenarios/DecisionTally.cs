using System.Collections.Concurrent;
using Platform.Load.Sending;

namespace Platform.Bench.Scenarios;

/// <summary>Follows the decision log beside the load and counts, by id, which of a run's events were decided, and which twice.</summary>
internal sealed class DecisionTally : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<string, byte> ids = new();
    private readonly Task following;
    private long repeated;

    private DecisionTally(GatewayClient gateway, string idPrefix, long after) => following = FollowAsync(gateway, idPrefix, after);

    /// <summary>Different events decided since the start.</summary>
    public int Decided => ids.Count;

    /// <summary>Decisions of events decided before.</summary>
    public long Repeated => Volatile.Read(ref repeated);

    /// <summary>Begins at the end of the log.</summary>
    public static async Task<DecisionTally> StartAsync(GatewayClient gateway, string idPrefix, CancellationToken ct) =>
        new(gateway, idPrefix, await new DecisionReader(gateway).EndAsync(ct));

    /// <summary>Waits until so many events are decided, or none has been for a while.</summary>
    public async Task WaitAsync(long events, TimeSpan patience, CancellationToken ct)
    {
        for (var (seen, quiet) = (-1, TimeSpan.Zero); Decided < events && quiet < patience && !following.IsCompleted; quiet += Step)
        {
            if (Decided != seen) (seen, quiet) = (Decided, TimeSpan.Zero);
            await Task.Delay(Step, ct);
        }

        if (following.IsFaulted) await following;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private async Task FollowAsync(GatewayClient gateway, string idPrefix, long after)
    {
        await foreach (var line in new DecisionReader(gateway).FollowAsync(after, stop.Token))
        {
            var isOurs = line.Id.StartsWith(idPrefix, StringComparison.Ordinal);
            if (isOurs && !ids.TryAdd(line.Id, 0)) Interlocked.Increment(ref repeated);
        }
    }
}
