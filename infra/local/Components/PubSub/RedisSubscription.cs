using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Platform.Local.Components.Redis;

namespace Platform.Local.Components.PubSub;

/// <summary>What a subscription is put together from.</summary>
internal sealed record RedisSubscriptionParts(
    RedisClient Redis, RedisStreamReader Reader, RedisPubSubOptions Options, Subscribe Subscribe, ComponentContext Context);

/// <summary>One member of a consumer group: reads ahead, hands over, acknowledges, and takes up what was abandoned.</summary>
internal sealed partial class RedisSubscription : IAsyncDisposable
{
    private static readonly TimeSpan ReadAgain = TimeSpan.FromMilliseconds(500);

    private readonly RedisSubscriptionParts parts;
    private readonly Deliver deliver;
    private readonly ILogger logger;
    private readonly Channel<StreamMessage> queue;
    private readonly RedisAcknowledgements acknowledgements;
    private readonly RedisReclaim reclaim;
    private readonly CancellationTokenSource stop = new();
    private readonly Task[] loops;

    public RedisSubscription(RedisSubscriptionParts parts, Deliver deliver)
    {
        (this.parts, this.deliver) = (parts, deliver);
        logger = parts.Context.Loggers.CreateLogger<RedisSubscription>();
        queue = Channel.CreateBounded<StreamMessage>(parts.Options.QueueDepth);
        acknowledgements = new RedisAcknowledgements(parts.Reader, logger);
        reclaim = new RedisReclaim(parts, EnqueueAsync, logger);

        // Several at once keep no order, so a bulk subscription has one.
        var workers = parts.Subscribe.MaxBatch > 1 ? 1 : parts.Options.Concurrency;
        loops = [Task.Run(ReadAsync), .. Enumerable.Range(0, workers).Select(_ => Task.Run(WorkAsync))];
    }

    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested) return;
        await stop.CancelAsync();
        await reclaim.DisposeAsync();
        foreach (var loop in loops) await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await acknowledgements.DisposeAsync();
        while (queue.Reader.TryRead(out var left)) parts.Reader.Group.Close(left.Id);
        foreach (var id in reclaim.TakeHeld()) parts.Reader.Group.Close(id);
        parts.Reader.Group.Leave(parts.Reader.Consumer);
        stop.Dispose();
    }

    private async Task ReadAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await parts.Reader.EnsureGroupAsync(stop.Token);
                await ReadOwnPendingAsync();
                await using var connection = await parts.Redis.OpenAsync(null, stop.Token);
                while (true) await EnqueueAsync(await parts.Reader.ReadNewAsync(connection, ReadCount, stop.Token), stop.Token);
            }
            catch (RedisException error) when (!stop.IsCancellationRequested)
            {
                LogAway(error, parts.Subscribe.Topic);
                await Task.Delay(ReadAgain, TimeProvider.System, stop.Token);
            }
        }
    }

    private int ReadCount => Math.Min(parts.Options.QueueDepth, Math.Max(parts.Subscribe.MaxBatch, 100));

    private async Task ReadOwnPendingAsync()
    {
        var after = "0";
        while (await parts.Reader.ReadOwnPendingAsync(after, stop.Token) is { Count: > 0 } page)
        {
            await EnqueueAsync(page, stop.Token);
            after = page[^1].Id;
        }
    }

    private async Task EnqueueAsync(IReadOnlyList<StreamMessage> messages, CancellationToken ct)
    {
        foreach (var message in messages.Where(message => parts.Reader.Group.Open(message.Id)))
        {
            reclaim.Hold(message.Id);
            await queue.Writer.WriteAsync(message, ct);
        }
    }

    private async Task WorkAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await deliver(new RedisPortion(await NextAsync(), Settle), stop.Token);
            }
            catch (Exception error) when (!stop.IsCancellationRequested)
            {
                LogDeliveryBroke(error, parts.Subscribe.Topic, parts.Subscribe.Group);
            }
        }
    }

    private async Task<List<StreamMessage>> NextAsync()
    {
        var portion = new List<StreamMessage> { await queue.Reader.ReadAsync(stop.Token) };
        var start = Stopwatch.GetTimestamp();
        while (portion.Count < parts.Subscribe.MaxBatch)
        {
            var left = parts.Subscribe.MaxWait - Stopwatch.GetElapsedTime(start);
            if (queue.Reader.TryRead(out var message)) portion.Add(message);
            else if (left <= TimeSpan.Zero || !await ComesAsync(left)) break;
        }

        return portion;
    }

    // Filling a portion is about throughput, not about behaviour: it follows the real clock even when a test stops the host's.
    private async Task<bool> ComesAsync(TimeSpan within)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        limit.CancelAfter(within);
        try
        {
            return await queue.Reader.WaitToReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Settle(string id, Outcome outcome)
    {
        if (outcome == Outcome.Ack) acknowledgements.Add(id);
        reclaim.Settled(id, outcome);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis is away or refuses; topic {Topic} is read again soon")]
    private partial void LogAway(Exception error, string topic);

    [LoggerMessage(Level = LogLevel.Error, Message = "Delivery of topic {Topic} to group {Group} broke off")]
    private partial void LogDeliveryBroke(Exception error, string topic, string group);

    private sealed class RedisPortion(List<StreamMessage> entries, Action<string, Outcome> settle) : IPortion
    {
        public IReadOnlyList<Message> Messages { get; } = entries.ConvertAll(entry => entry.Message);

        public void Settle(int index, Outcome outcome) => settle(entries[index].Id, outcome);
    }
}
