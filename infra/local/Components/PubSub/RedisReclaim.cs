using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Platform.Local.Components.Redis;

namespace Platform.Local.Components.PubSub;

/// <summary>
/// Brings messages back: those that failed here, after processingTimeout on the host's clock, and those that another consumer left.
/// </summary>
internal sealed partial class RedisReclaim : IAsyncDisposable
{
    private const int MaxFailed = 10_000;

    private readonly RedisSubscriptionParts parts;
    private readonly Func<IReadOnlyList<StreamMessage>, CancellationToken, Task> enqueue;
    private readonly ILogger logger;
    private readonly ConcurrentDictionary<string, byte> held = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> failed = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stop = new();
    private readonly ITimer? timer;
    private Task round = Task.CompletedTask;

    public RedisReclaim(
        RedisSubscriptionParts parts, Func<IReadOnlyList<StreamMessage>, CancellationToken, Task> enqueue, ILogger logger)
    {
        (this.parts, this.enqueue, this.logger) = (parts, enqueue, logger);
        var interval = parts.Options.RedeliverInterval;
        if (parts.Options.Reclaims) timer = parts.Context.Time.CreateTimer(_ => StartRound(), null, interval, interval);
    }

    private TimeProvider Time => parts.Context.Time;

    /// <summary>The subscription has the message in hand.</summary>
    public void Hold(string id) => held[id] = 0;

    public void Settled(string id, Outcome outcome)
    {
        held.TryRemove(id, out _);
        if (outcome == Outcome.Ack) return;

        // Beyond the bound it is left to Redis's own clock, as a message that another consumer abandoned.
        if (timer is not null && failed.Count < MaxFailed) failed[id] = Time.GetTimestamp();
        else parts.Reader.Group.Close(id);
    }

    /// <summary>Everything that was in hand and is not settled.</summary>
    public IEnumerable<string> TakeHeld() => held.Keys.Concat(failed.Keys);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        if (timer is not null) await timer.DisposeAsync();
        await round;
        stop.Dispose();
    }

    private void StartRound()
    {
        if (round.IsCompleted && !stop.IsCancellationRequested) round = RoundAsync();
    }

    private async Task RoundAsync()
    {
        try
        {
            await BringBackFailedAsync();
            await TakeAbandonedAsync();
        }
        catch (Exception error) when (error is RedisException or OperationCanceledException or ObjectDisposedException)
        {
            // Redis is away or the subscription ends; in the first case the next round looks again.
            if (!stop.IsCancellationRequested) LogNotReclaimed(error, parts.Subscribe.Topic);
        }
    }

    private async Task BringBackFailedAsync()
    {
        var due = failed.Where(pair => Time.GetElapsedTime(pair.Value) >= parts.Options.ProcessingTimeout)
            .Select(pair => pair.Key).ToList();
        var claimed = await parts.Reader.ClaimAsync(due, TimeSpan.Zero, stop.Token);
        foreach (var id in due)
        {
            failed.TryRemove(id, out _);
            parts.Reader.Group.Close(id);
        }

        await enqueue(claimed, stop.Token);
    }

    // What some member of this host has in hand is slow, not abandoned.
    private async Task TakeAbandonedAsync()
    {
        var idle = parts.Options.ProcessingTimeout;
        var found = await parts.Reader.FindAbandonedAsync(idle, stop.Token);
        await enqueue(await parts.Reader.ClaimAsync(found.Where(id => !parts.Reader.Group.IsOpen(id)), idle, stop.Token), stop.Token);
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Abandoned messages of topic {Topic} could not be taken up; the next round looks again")]
    private partial void LogNotReclaimed(Exception error, string topic);
}
