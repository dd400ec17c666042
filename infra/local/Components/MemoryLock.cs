namespace Platform.Local.Components;

/// <summary>lock.in-memory: owners and expiries in a dictionary; expired locks are swept as others are taken.</summary>
internal sealed class MemoryLock(ComponentContext context) : ILockStore
{
    private const int MaxLocks = 100_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, (string Owner, DateTimeOffset Until)> locks = [];

    public IReadOnlyList<string> Capabilities => [];

    public Task InitAsync(CancellationToken ct) => Task.CompletedTask;

    public Task<bool> TryLockAsync(string key, string owner, TimeSpan expiry, CancellationToken ct)
    {
        lock (gate)
        {
            var now = context.Time.GetUtcNow();
            if (locks.TryGetValue(key, out var held) && held.Until > now) return Task.FromResult(false);
            if (locks.Count >= MaxLocks) Sweep(now);
            locks[key] = (owner, now + expiry);
            return Task.FromResult(true);
        }
    }

    public Task<UnlockStatus> UnlockAsync(string key, string owner, CancellationToken ct)
    {
        lock (gate)
        {
            if (!locks.TryGetValue(key, out var held) || held.Until <= context.Time.GetUtcNow())
                return Task.FromResult(UnlockStatus.DoesNotExist);
            if (held.Owner != owner) return Task.FromResult(UnlockStatus.BelongsToOthers);
            locks.Remove(key);
            return Task.FromResult(UnlockStatus.Success);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Sweep(DateTimeOffset now)
    {
        foreach (var (key, held) in locks)
        {
            if (held.Until <= now) locks.Remove(key);
        }

        if (locks.Count >= MaxLocks) throw new InvalidOperationException($"more than {MaxLocks} locks are held");
    }
}
