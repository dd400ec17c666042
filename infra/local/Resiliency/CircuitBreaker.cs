using Platform.Local.Resources;

namespace Platform.Local.Resiliency;

/// <summary>The circuit is open: the call was not made, and trying again at once is of no use.</summary>
internal sealed class CircuitOpenException(string target) : Exception($"circuit breaker is open for {target}");

/// <summary>Stops calling a target that keeps failing: closed → open → (after the timeout) half open → closed or open.</summary>
internal sealed class CircuitBreaker(BreakerSpec spec, string target, TimeProvider time)
{
    private readonly Lock gate = new();
    private State state = State.Closed;
    private Counts counts;
    private long since = time.GetTimestamp();
    private long generation;

    private enum State
    {
        Closed,
        Open,
        HalfOpen,
    }

    /// <summary>Asks to make a call; every permitted call must be followed by <see cref="Report"/>.</summary>
    /// <returns>The generation to report with: a late answer of an earlier state counts for nothing.</returns>
    /// <exception cref="CircuitOpenException">Not now.</exception>
    public long Enter()
    {
        lock (gate)
        {
            Tick();
            if (state is State.Open || (state is State.HalfOpen && counts.Requests >= spec.MaxRequests))
                throw new CircuitOpenException(target);
            counts = counts.Started();
            return generation;
        }
    }

    public void Report(long entered, bool succeeded)
    {
        lock (gate)
        {
            Tick();
            if (entered != generation) return;
            counts = succeeded ? counts.Succeeded() : counts.Failed();
            Decide(succeeded);
        }
    }

    private void Decide(bool succeeded)
    {
        if (state is State.HalfOpen && !succeeded) Move(State.Open);
        else if (state is State.HalfOpen && counts.ConsecutiveSuccesses >= spec.MaxRequests) Move(State.Closed);
        else if (state is State.Closed && !succeeded && spec.Trip.Holds(counts)) Move(State.Open);
    }

    private void Tick()
    {
        var elapsed = time.GetElapsedTime(since);
        if (state is State.Open && elapsed >= spec.Timeout) Move(State.HalfOpen);
        else if (state is State.Closed && spec.Interval > TimeSpan.Zero && elapsed >= spec.Interval) Move(State.Closed);
    }

    private void Move(State next) =>
        (state, counts, since, generation) = (next, default, time.GetTimestamp(), generation + 1);
}
