using System.Net;
using Platform.Local.Sidecar;

namespace Platform.Local.Actors;

/// <summary>
/// The turns of one active actor: one at a time, in the order in which they were asked for. Calls that the present turn itself has
/// caused (they carry its id) come in at once when the type is re-entrant.
/// </summary>
/// <remarks>What never waits costs two words; the queue is made by the first that has to wait.</remarks>
internal sealed class ActorTurns(ActorId id, ActorSettings settings, TimeProvider time)
{
    /// <summary>How many may wait; the next is told to come back later.</summary>
    public const int MostWaiting = 1_000;

    private readonly System.Threading.Lock gate = new();
    private Queue<Waiter>? waiting;
    private TaskCompletionSource? emptied;
    private string? holder;
    private int depth;
    private bool closed;
    private DateTimeOffset lastUsed = time.GetUtcNow();

    /// <summary>Waits for the turn. False: the actor has been let go meanwhile, so ask for a new one.</summary>
    /// <param name="chain">The id that calls caused by this turn will carry; null when the type is not re-entrant.</param>
    /// <param name="ct">Gives the place in the queue up.</param>
    /// <exception cref="ApiException">Too many wait already, or the chain of calls is too deep.</exception>
    public Task<bool> EnterAsync(string? chain, CancellationToken ct)
    {
        Waiter waiter;
        lock (gate)
        {
            if (closed) return Task.FromResult(false);
            if (depth == 0 || (chain is not null && chain == holder))
            {
                if (depth >= settings.MaxStackDepth) throw TooDeep();
                (holder, depth) = (chain, depth + 1);
                return Task.FromResult(true);
            }

            waiter = Queue(chain);
        }

        return waiter.AwaitAsync(ct);
    }

    /// <summary>Ends a turn (or one call of its chain); the next that waits has it.</summary>
    public void Leave()
    {
        lock (gate)
        {
            if (--depth > 0) return;
            (holder, lastUsed) = (null, time.GetUtcNow());
            while (!closed && waiting is not null && waiting.TryDequeue(out var next))
            {
                if (!next.TryGive(true)) continue;
                (holder, depth) = (next.Chain, 1);
                return;
            }

            emptied?.TrySetResult();
        }
    }

    /// <summary>Takes the last turn of an actor that nobody has used for so long; null when it is taken.</summary>
    /// <returns>When to ask again, if not now.</returns>
    public DateTimeOffset? TakeLast()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (depth > 0) return now + settings.IdleTimeout;
            if (now - lastUsed < settings.IdleTimeout) return lastUsed + settings.IdleTimeout;
            depth = 1;
            return null;
        }
    }

    /// <summary>No more turns: who waits is sent away to ask anew.</summary>
    /// <returns>Done when the turn under way, if any, has ended.</returns>
    public Task Close()
    {
        lock (gate)
        {
            closed = true;
            while (waiting is not null && waiting.TryDequeue(out var next)) next.TryGive(false);
            if (depth == 0) return Task.CompletedTask;
            emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return emptied.Task;
        }
    }

    private Waiter Queue(string? chain)
    {
        waiting ??= new Queue<Waiter>();
        if (waiting.Count >= MostWaiting) waiting = new Queue<Waiter>(waiting.Where(waiter => waiter.StillWaits));
        if (waiting.Count >= MostWaiting) throw Full();
        var waiter = new Waiter(chain);
        waiting.Enqueue(waiter);
        return waiter;
    }

    private ApiException Full() => new(
        HttpStatusCode.TooManyRequests, ActorErrors.Invoke,
        $"error invoke actor method: {MostWaiting} calls wait for {id.Type}/{id.Id} already")
    {
        RetryAfterSeconds = 1,
    };

    private ApiException TooDeep() => new(
        HttpStatusCode.InternalServerError, "ERR_ACTOR_STACK_DEPTH",
        $"maximum stack depth exceeded: {settings.MaxStackDepth} calls of one chain are in {id.Type}/{id.Id}");

    /// <summary>One that waits. Either it is given something or it gives up, never both.</summary>
    private sealed class Waiter(string? chain)
    {
        private readonly TaskCompletionSource<bool> given = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string? Chain => chain;

        public bool StillWaits => !given.Task.IsCompleted;

        public bool TryGive(bool turn) => given.TrySetResult(turn);

        public async Task<bool> AwaitAsync(CancellationToken ct)
        {
            await using var givingUp = ct.Register(() => given.TrySetCanceled(ct));
            return await given.Task;
        }
    }
}
