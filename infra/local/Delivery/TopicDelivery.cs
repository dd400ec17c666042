using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Platform.Local.Components;
using Platform.Local.Sidecar;

namespace Platform.Local.Delivery;

/// <summary>Brings the messages of one subscription to the app and settles each of them.</summary>
/// <remarks>
/// The first attempt of a portion is made in order. What fails goes on the side and follows the inbound policy there, while the next
/// portion flows; only when too many are on the side does the flow wait. An app that is away fails nothing: the portion waits for it.
/// </remarks>
internal sealed partial class TopicDelivery(
    TopicSubscription subscription, IPolicy policy, ITopicCall call, ILogger logger, CancellationToken stopping)
{
    private const int MaxMessagesAside = 1_024;
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(200);

    private readonly Channel<byte> aside = Channel.CreateBounded<byte>(Math.Max(2, MaxMessagesAside / subscription.MaxBatch));
    private readonly ConcurrentDictionary<Task, byte> running = new();

    public async Task DeliverAsync(IPortion portion, CancellationToken ct)
    {
        try
        {
            stopping.ThrowIfCancellationRequested();
            foreach (var batch in await subscription.SortAsync(portion, stopping)) await DeliverAsync(batch);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // An engine that is stopping takes nothing any more; what it holds goes back when the broker's side is disposed.
            await Task.Delay(Timeout.Infinite, ct);
        }
    }

    /// <summary>Waits until nothing is under way or on the side any more; call it after stopping.</summary>
    public async Task DrainAsync()
    {
        foreach (var task in running.Keys) await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task DeliverAsync(DeliveryBatch batch)
    {
        var run = RunToEndAsync(batch);
        running[run] = 0;
        _ = run.ContinueWith(done => running.TryRemove(done, out _), TaskScheduler.Default);
        await Task.WhenAny(run, batch.Tried);
        if (run.IsCompleted)
        {
            await run;
            return;
        }

        await aside.Writer.WriteAsync(0, stopping);
        _ = run.ContinueWith(_ => aside.Reader.TryRead(out byte _), TaskScheduler.Default);
    }

    private async Task RunToEndAsync(DeliveryBatch batch)
    {
        while (batch.Open.Count > 0)
        {
            if (await AttemptsAsync(batch) == AppPresence.Away) await Task.Delay(AskAgain, TimeProvider.System, stopping);
            else await GiveUpAsync(batch);
        }
    }

    /// <summary>Runs the policy; when it ends with the app present, what is still open has failed for good.</summary>
    private async Task<AppPresence> AttemptsAsync(DeliveryBatch batch)
    {
        try
        {
            return await policy.RunAsync(ct => AttemptAsync(batch, ct), stopping);
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            LogFailed(batch.Open.Count, subscription.Topic, subscription.Fallback, error.Message);
            // Whatever the policy ended with (the last answer, a timeout, an open circuit): what is open has failed.
            return AppPresence.Present;
        }
    }

    private async Task<AppPresence> AttemptAsync(DeliveryBatch batch, CancellationToken ct)
    {
        try
        {
            HttpStatusCode? status = null;
            foreach (var indices in batch.Calls()) status = await CallAsync(batch, indices, ct) ?? status;
            if (batch.Open.Count == 0) return AppPresence.Present;
            if (status is not null) batch.Halve();
            batch.MarkTried();
            throw new DeliveryFailedException($"{batch.Open.Count} messages were not taken by {batch.Path}", status);
        }
        catch (HttpRequestException error) when (error is not DeliveryFailedException)
        {
            return AppPresence.Away;
        }
        catch (OperationCanceledException)
        {
            batch.MarkTried();
            throw;
        }
    }

    /// <returns>The answer's code when the whole call failed.</returns>
    private async Task<HttpStatusCode?> CallAsync(DeliveryBatch batch, int[] indices, CancellationToken ct)
    {
        var result = await call.SendAsync(batch.Path, batch.Events(indices, subscription.Present), ct);
        var done = new HashSet<int>(indices.Length);
        for (var i = 0; i < indices.Length; i++)
        {
            if (result.Verdicts[i] == Verdict.Retry) continue;
            if (result.Verdicts[i] == Verdict.Drop) await subscription.DropAsync(batch.MessageAt(indices[i]), stopping);
            batch.Settle(indices[i], Outcome.Ack);
            done.Add(indices[i]);
        }

        batch.Remove(done);
        return result.Status;
    }

    private async Task GiveUpAsync(DeliveryBatch batch)
    {
        foreach (var index in batch.Open)
            batch.Settle(index, await subscription.FailAsync(batch.MessageAt(index), stopping));
        batch.Remove(batch.Open.ToHashSet());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} messages of topic {Topic} failed for good and go to {Fallback}: {Reason}")]
    private partial void LogFailed(int count, string topic, string fallback, string reason);

    private enum AppPresence
    {
        Present,
        Away,
    }
}
