using Microsoft.Extensions.Logging;

namespace Platform.Local.Scheduling;

/// <summary>What became of an attempt to deliver a tick.</summary>
internal enum Delivery
{
    /// <summary>It was taken.</summary>
    Done,

    /// <summary>It failed, and the failure policy says what now.</summary>
    Failed,

    /// <summary>It failed, and trying again is of no use.</summary>
    Refused,

    /// <summary>It was taken, and the receiver wants no more of them.</summary>
    Ended,

    /// <summary>Nobody is there to take it; it waits until somebody comes.</summary>
    Away,
}

/// <summary>
/// One app's jobs and reminders: kept in the store, delivered on the host's clock while the app is there. A tick is noted as done after
/// it was taken, so a crash in between delivers it again; what was missed while host or app were away is made up for once.
/// </summary>
internal sealed partial class Scheduler(
    string appId, TimerWheel wheel, TimeProvider time, ILogger log, Func<ScheduleKey, Schedule, CancellationToken, Task<Delivery>> deliver)
    : IAsyncDisposable
{
    private const int DeliveriesAtOnce = 64;

    private static readonly TimeSpan StorePause = TimeSpan.FromSeconds(1);

    // Deliveries under way when the app is let go, on the real clock as all of an app's end.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly System.Threading.Lock gate = new();
    private readonly Dictionary<ScheduleKey, ScheduleEntry> entries = [];
    private readonly HashSet<ScheduleEntry> held = [];
    private readonly SemaphoreSlim slots = new(DeliveriesAtOnce);
    private ScheduleBook book = new(appId, null);
    private CancellationTokenSource? opened;
    private bool warned;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (gate) return entries.Count;
        }
    }

    /// <summary>Whether they survive the host.</summary>
    public bool IsKept => Volatile.Read(ref book).IsKept;

    public Schedule? Find(ScheduleKey key)
    {
        lock (gate) return entries.GetValueOrDefault(key)?.Schedule;
    }

    /// <summary>Takes over what this store keeps; does nothing when it is the one in use.</summary>
    public async Task UseAsync(Components.State.ActorStore? store, CancellationToken ct)
    {
        if (book.IsIn(store)) return;
        var next = new ScheduleBook(appId, store);
        var kept = await next.ReadAsync((key, error) => LogUnreadable(error, key), ct);
        List<ScheduleEntry> onlyInMemory;
        lock (gate)
        {
            onlyInMemory = book.IsKept ? [] : [.. entries.Values];
            foreach (var entry in entries.Values) entry.Alarm?.Dispose();
            entries.Clear();
            held.Clear();
            book = next;
            foreach (var (key, schedule) in kept) Put(new ScheduleEntry(key, schedule));
        }

        foreach (var entry in onlyInMemory) await AddAsync(entry.Key, entry.Schedule, overwrite: false);
    }

    /// <summary>Begins a schedule once it is kept. False: there is one of this name, and it shall not be overwritten.</summary>
    /// <exception cref="SchedulerFullException">The app has as many as it may have.</exception>
    public async Task<bool> AddAsync(ScheduleKey key, Schedule schedule, bool overwrite)
    {
        var entry = new ScheduleEntry(key, schedule);
        ScheduleEntry? old;
        Task saved;
        lock (gate)
        {
            old = entries.GetValueOrDefault(key);
            if (old is not null && !overwrite) return false;
            if (old is null && entries.Count >= ScheduleBook.Most) throw new SchedulerFullException(appId);
            if (!book.IsKept) WarnOnce();
            old?.Alarm?.Dispose();
            entries[key] = entry;
            saved = book.SaveAsync(key, schedule);
        }

        try
        {
            await saved;
        }
        catch
        {
            Replace(entry, old);
            throw;
        }

        Replace(entry, entry);
        return true;
    }

    public async Task RemoveAsync(ScheduleKey key)
    {
        ScheduleEntry? old;
        Task saved;
        lock (gate)
        {
            if (!entries.Remove(key, out old)) return;
            old.Alarm?.Dispose();
            held.Remove(old);
            saved = book.SaveAsync(key, null);
        }

        try
        {
            await saved;
        }
        catch
        {
            lock (gate)
            {
                if (!entries.ContainsKey(key)) Put(old);
            }

            throw;
        }
    }

    /// <summary>The app is there: what fell due meanwhile goes out.</summary>
    public void Open()
    {
        lock (gate)
        {
            opened ??= new CancellationTokenSource();
            foreach (var entry in held) Arm(entry, entry.Schedule.Next);
            held.Clear();
        }
    }

    /// <summary>The app goes: nothing more is delivered, and what is under way has a moment to end.</summary>
    public async Task CloseAsync()
    {
        CancellationTokenSource? closing;
        lock (gate) (closing, opened) = (opened, null);
        if (closing is null) return;
        closing.CancelAfter(Grace);
        for (var i = 0; i < DeliveriesAtOnce; i++) await slots.WaitAsync(CancellationToken.None);
        slots.Release(DeliveriesAtOnce);
        closing.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        lock (gate)
        {
            foreach (var entry in entries.Values) entry.Alarm?.Dispose();
            entries.Clear();
            held.Clear();
        }

        slots.Dispose();
    }

    private void WarnOnce()
    {
        if (warned) return;
        warned = true;
        LogNotDurable(Components.State.ActorStore.Missing(appId));
    }

    // Under the gate.
    private void Put(ScheduleEntry entry)
    {
        entries[entry.Key] = entry;
        Arm(entry, entry.Schedule.Next);
    }

    // What is due already needs no clock.
    private void Arm(ScheduleEntry entry, DateTimeOffset due)
    {
        if (due <= time.GetUtcNow()) _ = Task.Run(() => FireAsync(entry));
        else entry.Alarm = wheel.At(due, () => _ = Task.Run(() => FireAsync(entry)));
    }

    private void Replace(ScheduleEntry current, ScheduleEntry? by)
    {
        lock (gate)
        {
            if (!IsCurrent(current)) return;
            if (by is null) entries.Remove(current.Key);
            else Put(by);
        }
    }

    private bool IsCurrent(ScheduleEntry entry) => entries.TryGetValue(entry.Key, out var current) && ReferenceEquals(current, entry);
}
