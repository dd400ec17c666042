using System.Text.Json;

namespace Platform.Dapr;

/// <summary>
/// One actor's state: changes belong to a turn, what is known to be saved to the actor. Values are held as JSON, so that an object that a
/// failed method has spoiled is not met again.
/// </summary>
internal sealed class ActorState(ActorAddress address, ActorRuntimeServices services) : IActorStateManager
{
    /// <summary>The most names whose saved values are remembered; past it they are forgotten and read anew.</summary>
    private const int MostRemembered = 1_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, SavedValue> saved = new(StringComparer.Ordinal);
    private long saves;

    private ActorTurn Turn => ActorTurn.Current is { IsEnded: false } turn
        ? turn
        : throw new InvalidOperationException($"The state of actor {address} is reached only while a call into it is running.");

    public Task AddStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default) =>
        AddAsync(stateName, value, null, cancellationToken);

    public Task AddStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default) =>
        AddAsync(stateName, value, ttl, cancellationToken);

    public Task<bool> TryAddStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default) =>
        TryAddAsync(stateName, value, null, cancellationToken);

    public Task<bool> TryAddStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default) =>
        TryAddAsync(stateName, value, ttl, cancellationToken);

    public async Task<T> GetStateAsync<T>(string stateName, CancellationToken cancellationToken = default) =>
        Read<T>(stateName, await FindAsync(stateName, cancellationToken) ?? throw Missing(stateName));

    public async Task<ConditionalValue<T>> TryGetStateAsync<T>(string stateName, CancellationToken cancellationToken = default) =>
        await FindAsync(stateName, cancellationToken) is { } json ? new(true, Read<T>(stateName, json)) : default;

    public Task SetStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default)
    {
        Change(stateName, value, null);
        return Task.CompletedTask;
    }

    public Task SetStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default)
    {
        Change(stateName, value, ttl);
        return Task.CompletedTask;
    }

    public async Task RemoveStateAsync(string stateName, CancellationToken cancellationToken = default)
    {
        if (!await TryRemoveStateAsync(stateName, cancellationToken))
            throw Missing(stateName);
    }

    public async Task<bool> TryRemoveStateAsync(string stateName, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(stateName, cancellationToken) is null)
            return false;
        Note(stateName, default);
        return true;
    }

    public async Task<bool> ContainsStateAsync(string stateName, CancellationToken cancellationToken = default) =>
        await FindAsync(stateName, cancellationToken) is not null;

    public Task<T> GetOrAddStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default) =>
        GetOrAddAsync(stateName, value, null, cancellationToken);

    public Task<T> GetOrAddStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default) =>
        GetOrAddAsync(stateName, value, ttl, cancellationToken);

    public async Task<T> AddOrUpdateStateAsync<T>(
        string stateName, T addValue, Func<string, T, T> updateValueFactory, CancellationToken cancellationToken = default)
    {
        var json = await FindAsync(stateName, cancellationToken);
        return Change(stateName, json is null ? addValue : updateValueFactory(stateName, Read<T>(stateName, json)), null);
    }

    public async Task<T> AddOrUpdateStateAsync<T>(
        string stateName, T addValue, Func<string, T, T> updateValueFactory, TimeSpan ttl, CancellationToken cancellationToken = default)
    {
        var json = await FindAsync(stateName, cancellationToken);
        return Change(stateName, json is null ? addValue : updateValueFactory(stateName, Read<T>(stateName, json)), ttl);
    }

    public Task ClearCacheAsync(CancellationToken cancellationToken = default)
    {
        DropChanges();
        Forget();
        return Task.CompletedTask;
    }

    public async Task SaveStateAsync(CancellationToken cancellationToken = default)
    {
        var changes = TakeChanges();
        if (changes.Length == 0)
            return;
        var now = services.Time.GetUtcNow();
        try
        {
            await services.Sidecar.SaveStateAsync(address, changes, cancellationToken);
        }
        catch
        {
            // Whether they were saved is not known, so nothing that was known before is known now.
            Forget();
            throw;
        }
        Remember(changes, now);
    }

    /// <summary>Drops what the current turn has not saved.</summary>
    public void DropChanges()
    {
        lock (gate)
            Turn.Changes.Clear();
    }

    private async Task AddAsync<T>(string name, T value, TimeSpan? ttl, CancellationToken ct)
    {
        if (!await TryAddAsync(name, value, ttl, ct))
            throw new InvalidOperationException($"Actor {address} already has state '{name}'.");
    }

    private async Task<bool> TryAddAsync<T>(string name, T value, TimeSpan? ttl, CancellationToken ct)
    {
        if (await FindAsync(name, ct) is not null)
            return false;
        Change(name, value, ttl);
        return true;
    }

    private async Task<T> GetOrAddAsync<T>(string name, T value, TimeSpan? ttl, CancellationToken ct) =>
        await FindAsync(name, ct) is { } json ? Read<T>(name, json) : Change(name, value, ttl);

    private T Change<T>(string name, T value, TimeSpan? ttl)
    {
        if (ttl is { } time)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, nameof(ttl));
        Note(name, value is null ? default : new(JsonSerializer.SerializeToUtf8Bytes(value, services.Json), ttl));
        return value;
    }

    private void Note(string name, StateChange change)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, "stateName");
        lock (gate)
            Turn.Changes[name] = change;
    }

    private async Task<byte[]?> FindAsync(string name, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, "stateName");
        long before;
        lock (gate)
        {
            if (Turn.Changes.TryGetValue(name, out var change))
                return change.Json;
            if (saved.TryGetValue(name, out var known) && known.IsAliveAt(services.Time))
                return known.Json;
            before = saves;
        }
        var read = await services.Sidecar.FindStateAsync(address, name, ct);
        lock (gate)
            if (before == saves)
                saved[name] = read;
        return read.Json;
    }

    private KeyValuePair<string, StateChange>[] TakeChanges()
    {
        lock (gate)
        {
            var changes = Turn.Changes;
            KeyValuePair<string, StateChange>[] all = [.. changes];
            changes.Clear();
            return all;
        }
    }

    private void Remember(KeyValuePair<string, StateChange>[] changes, DateTimeOffset now)
    {
        lock (gate)
        {
            saves++;
            if (saved.Count + changes.Length > MostRemembered)
                saved.Clear();
            foreach (var (name, change) in changes)
                saved[name] = new(change.Json, change.Ttl is { } ttl ? now + ttl : null);
        }
    }

    private void Forget()
    {
        lock (gate)
        {
            saves++;
            saved.Clear();
        }
    }

    private T Read<T>(string name, byte[] json) =>
        JsonSerializer.Deserialize<T>(json, services.Json) is { } value ? value : throw Missing(name);

    private KeyNotFoundException Missing(string name) => new($"Actor {address} has no state '{name}'.");
}

/// <summary>What is known to be in the store under one name.</summary>
/// <param name="Json">The value as UTF-8 JSON; null when there is none.</param>
/// <param name="Until">When it ends by itself; null for never.</param>
internal readonly record struct SavedValue(byte[]? Json, DateTimeOffset? Until)
{
    public bool IsAliveAt(TimeProvider time) => Until is not { } end || time.GetUtcNow() < end;
}
