namespace Platform.Local;

/// <summary>A clock that stands still until a test moves it. Timers fire in order of their due time, on the thread that moves it.</summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<(ManualTimer Timer, long Version), (DateTimeOffset Due, long Order)> timers = new();
    private DateTimeOffset now = start;
    private long order;

    /// <summary>Begins at a fixed moment, 2026-01-01 00:00 UTC, so that tests repeat.</summary>
    public ManualTime() : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the timers that wait will fire, soonest first; a test can wait until the code under test has gone to sleep.</summary>
    public IReadOnlyList<DateTimeOffset> Due
    {
        get
        {
            lock (gate)
            {
                var live = timers.UnorderedItems.Where(item => item.Element.Timer.Version == item.Element.Version);
                return [.. live.Select(item => item.Priority.Due).Order()];
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock; everything that falls due on the way happens at its own moment.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var end = GetUtcNow() + by;
        while (TakeDue(end) is { } timer) timer.Fire();
        lock (gate) now = end > now ? end : now;
    }

    private ManualTimer? TakeDue(DateTimeOffset end)
    {
        lock (gate)
        {
            while (timers.TryPeek(out var item, out var due) && due.Due <= end)
            {
                timers.Dequeue();
                if (item.Timer.Version != item.Version) continue;
                if (due.Due > now) now = due.Due;
                return item.Timer;
            }

            return null;
        }
    }

    private void Schedule(ManualTimer timer, TimeSpan due)
    {
        timer.Version++;
        if (due < TimeSpan.Zero) return;
        timers.Enqueue((timer, timer.Version), (now + due, order++));
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period = Timeout.InfiniteTimeSpan;

        /// <summary>Which setting is the valid one; older entries of the queue are skipped.</summary>
        public long Version { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                this.period = period;
                time.Schedule(this, dueTime);
            }

            return true;
        }

        public void Fire()
        {
            lock (time.gate) time.Schedule(this, period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan);
            callback(state);
        }

        public void Dispose()
        {
            lock (time.gate) time.Schedule(this, Timeout.InfiniteTimeSpan);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
