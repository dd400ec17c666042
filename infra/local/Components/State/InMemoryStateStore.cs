namespace Platform.Local.Components.State;

/// <summary><c>state.in-memory</c>: volatile; a version is a fresh id per write; one instance for all apps of the host.</summary>
internal sealed class InMemoryStateStore(TimeProvider time) : IStateStore, IListedStore, IOutboxScan
{
    private readonly System.Threading.Lock gate = new();
    private readonly Dictionary<string, StateItem> items = new(StringComparer.Ordinal);
    private int writesSinceSweep;

    public IReadOnlyList<string> Capabilities => ["ETAG", "TRANSACTIONAL", "TTL", "ACTOR"];

    public Task InitAsync(CancellationToken ct) => Task.CompletedTask;

    public Task<IReadOnlyList<StateItem?>> GetAsync(IReadOnlyList<string> keys, CancellationToken ct)
    {
        var found = new StateItem?[keys.Count];
        lock (gate)
        {
            for (var i = 0; i < found.Length; i++) found[i] = Live(keys[i]);
        }

        return Task.FromResult<IReadOnlyList<StateItem?>>(found);
    }

    public Task<IReadOnlyList<StateOutcome>> WriteAsync(IReadOnlyList<StateWrite> writes, CancellationToken ct)
    {
        var outcomes = new StateOutcome[writes.Count];
        lock (gate)
        {
            for (var i = 0; i < outcomes.Length; i++) outcomes[i] = Apply(writes[i]);
            Sweep(writes.Count);
        }

        return Task.FromResult<IReadOnlyList<StateOutcome>>(outcomes);
    }

    public Task<StateOutcome> TransactAsync(IReadOnlyList<StateWrite> writes, CancellationToken ct)
    {
        lock (gate)
        {
            var before = new List<(string Key, StateItem? Item)>(writes.Count);
            foreach (var write in writes)
            {
                before.Add((write.Key, Live(write.Key)));
                if (Apply(write) is not StateOutcome.Done and var refused) return Task.FromResult(Undo(before, refused));
            }

            Sweep(writes.Count);
        }

        return Task.FromResult(StateOutcome.Done);
    }

    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> List()
    {
        lock (gate)
        {
            return items.Where(pair => Live(pair.Value)).ToDictionary(pair => pair.Key, pair => pair.Value.Value);
        }
    }

    public Task<IReadOnlyList<string>> KeysAsync(string prefix, string after, int limit, CancellationToken ct)
    {
        lock (gate)
        {
            var behind = items.Keys.Where(
                key => key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(key, after) > 0);
            return Task.FromResult<IReadOnlyList<string>>([.. behind.Order(StringComparer.Ordinal).Take(limit)]);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private StateOutcome Apply(StateWrite write)
    {
        var current = Live(write.Key);
        var refused = write.ETag is { } etag ? current?.ETag != etag : write.FirstWrite && current is not null;
        if (refused) return StateOutcome.ETagMismatch;

        if (write.Value is { } value) items[write.Key] = new(value.ToArray(), Guid.NewGuid().ToString(), Expiry(write.TtlSeconds));
        else items.Remove(write.Key);
        return StateOutcome.Done;
    }

    private StateOutcome Undo(List<(string Key, StateItem? Item)> before, StateOutcome refused)
    {
        for (var i = before.Count - 1; i >= 0; i--)
        {
            if (before[i].Item is { } item) items[before[i].Key] = item;
            else items.Remove(before[i].Key);
        }

        return refused;
    }

    private DateTimeOffset? Expiry(long? ttlSeconds) => ttlSeconds is > 0 ? time.GetUtcNow().AddSeconds(ttlSeconds.Value) : null;

    private StateItem? Live(string key) => items.TryGetValue(key, out var item) && Live(item) ? item : null;

    private bool Live(StateItem item) => item.ExpiresAt is not { } end || end > time.GetUtcNow();

    // Going through everything once per as many writes as there are items costs O(1) per write and bounds what is dead to one half.
    private void Sweep(int writes)
    {
        writesSinceSweep += writes;
        if (writesSinceSweep < Math.Max(items.Count, 1_024)) return;
        writesSinceSweep = 0;
        foreach (var key in items.Where(pair => !Live(pair.Value)).Select(pair => pair.Key).ToArray()) items.Remove(key);
    }
}
