using Microsoft.Extensions.Logging;

namespace Platform.Local.Components.PubSub;

/// <summary>One member of a group: takes portions in order and hands them over, one at a time.</summary>
internal sealed partial class InMemorySubscription : IAsyncDisposable
{
    private readonly InMemoryTopic topic;
    private readonly GroupQueue queue;
    private readonly Subscribe subscribe;
    private readonly Deliver deliver;
    private readonly ILogger logger;
    private readonly SemaphoreSlim wake = new(0);
    private readonly CancellationTokenSource stop = new();
    private readonly HashSet<Portion> open = [];
    private readonly Task pump;

    public InMemorySubscription(InMemoryTopic topic, Subscribe subscribe, Deliver deliver, ILogger logger)
    {
        (this.topic, this.subscribe, this.deliver, this.logger) = (topic, subscribe, deliver, logger);
        queue = topic.Join(subscribe.Group);
        lock (topic.Gate) queue.Join(wake);
        pump = Task.Run(PumpAsync);
    }

    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested) return;
        await stop.CancelAsync();
        await pump;
        lock (topic.Gate)
        {
            queue.Leave(wake);
            foreach (var portion in open) portion.ReturnOpen();
            open.Clear();
            queue.Wake();
        }

        stop.Dispose();
        wake.Dispose();
    }

    private async Task PumpAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await deliver(await NextAsync(), stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // The portion stays unsettled and comes again with the next subscription; the topic goes on.
                LogDeliveryBroke(error, subscribe.Topic, subscribe.Group);
            }
        }
    }

    private async Task<Portion> NextAsync()
    {
        while (true)
        {
            var wait = Timeout.InfiniteTimeSpan;
            lock (topic.Gate)
            {
                var waiting = queue.Waiting();
                if (queue.Available >= subscribe.MaxBatch || (queue.Available > 0 && waiting >= subscribe.MaxWait)) return Take();
                if (queue.Available > 0) wait = subscribe.MaxWait - waiting;
            }

            // Filling a portion is about throughput, not about behaviour: it follows the real clock even when a test stops the host's.
            await wake.WaitAsync(wait, stop.Token);
        }
    }

    private Portion Take()
    {
        var portion = new Portion(this, queue.Take(subscribe.MaxBatch));
        open.Add(portion);
        return portion;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Delivery of topic {Topic} to group {Group} broke off")]
    private partial void LogDeliveryBroke(Exception error, string topic, string group);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "A message of topic {Topic} failed for group {Group} and is lost: no retry is left and there is no dead-letter topic")]
    private partial void LogLost(string topic, string group);

    private sealed class Portion(InMemorySubscription owner, QueuedMessage[] entries) : IPortion
    {
        private readonly bool[] settled = new bool[entries.Length];
        private int left = entries.Length;

        public IReadOnlyList<Message> Messages { get; } = Array.ConvertAll(entries, entry => entry.Message);

        public void Settle(int index, Outcome outcome)
        {
            lock (owner.topic.Gate)
            {
                if (settled[index]) return;
                settled[index] = true;
                owner.queue.Settled(entries[index]);
                if (--left == 0) owner.open.Remove(this);
            }

            if (outcome == Outcome.Nack) owner.LogLost(owner.subscribe.Topic, owner.subscribe.Group);
        }

        /// <summary>Under the topic's lock.</summary>
        public void ReturnOpen()
        {
            for (var i = 0; i < entries.Length; i++)
            {
                if (settled[i]) continue;
                settled[i] = true;
                owner.queue.Return(entries[i]);
            }
        }
    }
}
