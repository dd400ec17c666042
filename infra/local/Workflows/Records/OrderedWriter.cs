using Microsoft.Extensions.Logging;
using Platform.Local.Components;
using Platform.TaskHub;

namespace Platform.Local.Workflows.Records;

/// <summary>
/// The one way from an engine to its store: sets in their order, those that come while a transaction is under way together in the next.
/// </summary>
/// <remarks>
/// The engine's memory is ahead of the store by what waits here. A store that is away therefore loses nothing: the same transaction is
/// tried again until it holds, and what comes meanwhile waits behind it. Only what the engine has already taken in waits; callers are
/// refused while the store is away.
/// </remarks>
internal sealed partial class OrderedWriter(IStateStore store, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly System.Threading.Lock gate = new();
    private readonly Queue<Gathering> waiting = new();
    private readonly CancellationTokenSource end = new();
    private Gathering? newest;
    private Task running = Task.CompletedTask;
    private bool isRunning;
    private TaskCompletionSource away = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the last attempt failed.</summary>
    public bool IsAway => Volatile.Read(ref away).Task.IsCompleted;

    /// <summary>Puts a set behind all earlier ones.</summary>
    /// <returns>Done when it is durable; never while the store is away.</returns>
    public Task Enqueue(WriteSet set)
    {
        lock (gate)
        {
            if (newest is null or { IsFull: true }) waiting.Enqueue(newest = new Gathering());
            newest.Add(set);
            foreach (var instance in set.Touched) instance.Written = newest.Done;
            if (!isRunning && !end.IsCancellationRequested)
            {
                isRunning = true;
                running = Task.Run(RunAsync);
            }

            return newest.Done;
        }
    }

    /// <summary>Waits until something is durable, on behalf of a caller that can try again.</summary>
    /// <exception cref="GrpcException">UNAVAILABLE: the store is away; whether the call takes effect later is not known.</exception>
    public async Task DurableAsync(Task written, CancellationToken ct)
    {
        if (!written.IsCompleted) await Task.WhenAny(written, Volatile.Read(ref away).Task).WaitAsync(ct);
        if (!written.IsCompletedSuccessfully) throw Away();
    }

    /// <summary>Waits for what comes only when something is durable.</summary>
    /// <exception cref="GrpcException">UNAVAILABLE: the store is away, so it does not come for now.</exception>
    public async Task<T> UnlessAwayAsync<T>(Task<T> awaited, CancellationToken ct)
    {
        if (!awaited.IsCompleted) await Task.WhenAny(awaited, Volatile.Read(ref away).Task).WaitAsync(ct);
        return awaited.IsCompleted ? await awaited : throw Away();
    }

    /// <exception cref="GrpcException">UNAVAILABLE: the store is away; nothing was done.</exception>
    public void ThrowIfAway()
    {
        if (IsAway || end.IsCancellationRequested) throw Away();
    }

    /// <summary>Writes what waits, as long as the store takes it, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        Task quiet = Task.WhenAny(running, Volatile.Read(ref away).Task);
        await quiet.WaitAsync(Grace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await end.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate)
        {
            foreach (var left in waiting) left.GiveUp();
            waiting.Clear();
        }
    }

    private static GrpcException Away() => new(GrpcStatus.Unavailable, "the state store of the workflows is not available at the moment");

    private async Task RunAsync()
    {
        while (Take() is { } gathering)
        {
            if (!await WriteAsync(gathering))
            {
                gathering.GiveUp();
                return;
            }

            gathering.Finish();
        }
    }

    private Gathering? Take()
    {
        lock (gate)
        {
            if (waiting.TryDequeue(out var next))
            {
                if (ReferenceEquals(next, newest)) newest = null;
                return next;
            }

            isRunning = false;
            return null;
        }
    }

    private async Task<bool> WriteAsync(Gathering gathering)
    {
        var writes = gathering.Writes;
        for (var pause = FirstPause; !end.IsCancellationRequested; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (writes.Count == 0 || await TryAsync(writes)) return true;
            await Task.Delay(pause, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    private async Task<bool> TryAsync(IReadOnlyList<StateWrite> writes)
    {
        try
        {
            var outcome = await store.TransactAsync(writes, end.Token);
            if (outcome is not StateOutcome.Done) throw new InvalidOperationException($"the transaction was refused: {outcome}");
            if (IsAway) Back();
            return true;
        }
        catch (Exception error)
        {
            if (!IsAway && !end.IsCancellationRequested) LogAway(error, writes.Count);
            Volatile.Read(ref away).TrySetResult();
            return false;
        }
    }

    private void Back()
    {
        Volatile.Write(ref away, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        LogBack();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The workflow store is away; {Count} writes wait and are tried again")]
    private partial void LogAway(Exception error, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "The workflow store is back")]
    private partial void LogBack();
}
