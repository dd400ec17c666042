namespace Platform.Dapr.Replay;

/// <summary>
/// The one thread of a turn, as the synchronization context under which the workflow's code awaits. Tasks of the workflow's context end
/// only here, so the code goes on at once and in order; what comes from any other thread is an offence and never runs.
/// </summary>
/// <param name="onLateOffence">Told about an offence after the turn has ended; the next turn shall fail with it.</param>
internal sealed class TurnThread(Action<string>? onLateOffence = null) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> posted = new();
    private SynchronizationContext? outer;
    private volatile int owner;
    private volatile bool expired;
    private volatile string? offence;

    /// <summary>What the code did that it must not; null when it behaved.</summary>
    public string? Offence => offence;

    /// <summary>From here on the calling thread is the turn's.</summary>
    public void Enter()
    {
        outer = Current;
        SetSynchronizationContext(this);
        owner = Environment.CurrentManagedThreadId;
    }

    /// <summary>The turn is over: nothing of its code runs any more.</summary>
    public void Leave()
    {
        owner = 0;
        posted.Clear();
        SetSynchronizationContext(outer);
    }

    /// <summary>Time is up; whatever the code calls next throws.</summary>
    public void Expire() => expired = true;

    /// <summary>Runs what the code has posted to itself, e.g. by <c>Task.Yield</c>.</summary>
    public void Drain()
    {
        while (posted.TryDequeue(out var next))
        {
            ThrowIfExpired();
            next.Callback(next.State);
        }
    }

    /// <summary>Refuses a member of the context outside the turn's thread.</summary>
    /// <param name="member">Its name, for the message.</param>
    /// <exception cref="ForeignAwaitException">The caller is elsewhere.</exception>
    public void Check(string member)
    {
        ThrowIfExpired();
        if (owner == Environment.CurrentManagedThreadId) return;

        Report($"it used {member} on a thread that is not its own");
        throw new ForeignAwaitException("A workflow's context was used outside its turn.");
    }

    /// <summary>Whether the caller is on the turn's thread; if not, the turn (or the next one) fails.</summary>
    /// <param name="deed">What it did, for the message.</param>
    public bool IsOurs(string deed)
    {
        if (owner == Environment.CurrentManagedThreadId) return true;

        Report(deed);
        return false;
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsOurs("it awaited something that ended on another thread")) posted.Enqueue((d, state));
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state)
    {
        if (IsOurs("something tried to run its code from another thread")) d(state);
    }

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    private void ThrowIfExpired()
    {
        if (expired) throw new WorkflowStuckException("The time of the turn is up.");
    }

    private void Report(string deed)
    {
        if (owner != 0) offence ??= deed;
        else onLateOffence?.Invoke(deed);
    }
}

/// <summary>The code awaits something that is no task of its context, so a replay could not repeat it.</summary>
internal sealed class ForeignAwaitException(string message) : Exception(message);

/// <summary>The code did not give its thread back in time.</summary>
internal sealed class WorkflowStuckException(string message) : Exception(message);

/// <summary>There is no workflow of that name in this app.</summary>
internal sealed class WorkflowNotFound(string message) : Exception(message);
