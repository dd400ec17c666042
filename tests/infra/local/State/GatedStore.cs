using System.Collections.Concurrent;
using Platform.Local.Components;
using Platform.Local.Components.State;

namespace Platform.Local.Tests.State;

/// <summary>A store in memory whose transactions a test holds back, counts and lets fail.</summary>
internal sealed class GatedStore : IStateStore, IOutboxScan
{
    private readonly InMemoryStateStore inner = new(new ManualTime());
    private TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public GatedStore() => gate.SetResult();

    public IReadOnlyList<string> Capabilities => inner.Capabilities;

    /// <summary>Every transaction that was tried, in order.</summary>
    public ConcurrentQueue<IReadOnlyList<StateWrite>> Tried { get; } = new();

    /// <summary>Transactions with this key fail.</summary>
    public string? BadKey { get; set; }

    /// <summary>Nothing works at all.</summary>
    public bool IsAway { get; set; }

    public void Close() => gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => gate.SetResult();

    public Task InitAsync(CancellationToken ct) => Task.CompletedTask;

    public Task<IReadOnlyList<StateItem?>> GetAsync(IReadOnlyList<string> keys, CancellationToken ct) =>
        IsAway ? throw new IOException("the store is away") : inner.GetAsync(keys, ct);

    public Task<IReadOnlyList<StateOutcome>> WriteAsync(IReadOnlyList<StateWrite> writes, CancellationToken ct) =>
        inner.WriteAsync(writes, ct);

    public async Task<StateOutcome> TransactAsync(IReadOnlyList<StateWrite> writes, CancellationToken ct)
    {
        Tried.Enqueue(writes);
        await gate.Task;
        if (IsAway) throw new IOException("the store is away");
        if (writes.Any(write => write.Key == BadKey)) throw new InvalidDataException($"the store cannot take {BadKey}");
        return await inner.TransactAsync(writes, ct);
    }

    public Task<IReadOnlyList<string>> KeysAsync(string prefix, string after, int limit, CancellationToken ct) =>
        inner.KeysAsync(prefix, after, limit, ct);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
