namespace Platform.Local.Scheduling;

/// <summary>Any number of things that fall due, on one timer of the clock.</summary>
/// <remarks>A heap by due time: O(log n) to add and to fire; what was cancelled leaves in its time, or when half of all is dead.</remarks>
internal sealed class TimerWheel : IDisposable
{
    // Timers of the runtime take at most 49 days; longer waits are slept in portions.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    private readonly System.Threading.Lock gate = new();
    private readonly PriorityQueue<Entry, (DateTimeOffset Due, long Order)> entries = new();
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private DateTimeOffset wakesAt = DateTimeOffset.MaxValue;
    private long order;
    private int cancelled;
    private bool closed;

    public TimerWheel(TimeProvider time)
    {
        this.time = time;
        timer = time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many wait; cancelled ones that have not left yet included.</summary>
    public int Count
    {
        get
        {
            lock (gate) return entries.Count;
        }
    }

    /// <summary>Calls back once at a moment, or as soon as possible when that has passed. The call must not block.</summary>
    /// <returns>Dispose it to cancel; a call that has begun goes on.</returns>
    public IDisposable At(DateTimeOffset due, Action callback)
    {
        var entry = new Entry(this, callback);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            entries.Enqueue(entry, (due, order++));
            Arm();
        }

        return entry;
    }

    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            entries.Clear();
        }

        timer.Dispose();
    }

    private void Fire()
    {
        lock (gate) wakesAt = DateTimeOffset.MaxValue;
        while (TakeDue() is { } callback) callback();
        lock (gate) Arm();
    }

    private Action? TakeDue()
    {
        lock (gate)
        {
            while (entries.TryPeek(out var entry, out var key) && (entry.Callback is null || key.Due <= time.GetUtcNow()))
            {
                entries.Dequeue();
                if (entry.Take() is { } callback) return callback;
                cancelled--;
            }

            return null;
        }
    }

    // Only under the gate. A timer that is set for a moment before the next one needs nothing.
    private void Arm()
    {
        if (closed || !entries.TryPeek(out _, out var next) || next.Due >= wakesAt) return;

        var now = time.GetUtcNow();
        var left = next.Due - now;
        var wait = left > LongestSleep ? LongestSleep : left > TimeSpan.Zero ? left : TimeSpan.Zero;
        wakesAt = now + wait;
        // Rounded up: a timer of whole milliseconds that wakes a moment early would spin until the rest has passed.
        timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        // A clock that was moved since we read it, as a test does, would wake us by so much too late.
        if (now < next.Due && next.Due <= time.GetUtcNow()) ThreadPool.UnsafeQueueUserWorkItem(_ => Fire(), null);
    }

    private void Cancel(Entry entry)
    {
        lock (gate)
        {
            if (entry.Take() is null || ++cancelled < Math.Max(entries.Count / 2, 1_024)) return;

            var live = entries.UnorderedItems.Where(item => item.Element.Callback is not null).ToArray();
            entries.Clear();
            entries.EnqueueRange(live.Select(item => (item.Element, item.Priority)));
            cancelled = 0;
        }
    }

    /// <summary>One thing that is due; without callback once it was called or cancelled.</summary>
    private sealed class Entry(TimerWheel wheel, Action callback) : IDisposable
    {
        public Action? Callback { get; private set; } = callback;

        public Action? Take()
        {
            var taken = Callback;
            Callback = null;
            return taken;
        }

        public void Dispose() => wheel.Cancel(this);
    }
}
