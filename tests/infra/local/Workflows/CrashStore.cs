using Platform.Local.Components;
using Platform.Local.Components.State;

namespace Platform.Local.Tests.Workflows;

/// <summary>A store that survives its host, and that can be cut off at a chosen transaction as a killed process would be.</summary>
internal sealed class CrashStore(TimeProvider time) : IStateStore, IOutboxScan
{
    private readonly InMemoryStateStore inner = new(time);
    private int left = int.MaxValue;
    private bool appliesLast;

    public IReadOnlyList<string> Capabilities => inner.Capabilities;

    /// <summary>Nothing goes through any more: the host is dead, or the server is away.</summary>
    public bool IsCut { get; set; }

    public int Transactions { get; private set; }

    /// <summary>Cuts at a transaction: it holds without its caller ever hearing of it, or it does not hold at all.</summary>
    public void CutAfter(int transactions, bool lastHolds)
    {
        (left, appliesLast) = (transactions, lastHolds);
    }

    public void Mend()
    {
        (IsCut, left) = (false, int.MaxValue);
    }

    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> List() => inner.List();

    public Task InitAsync(CancellationToken ct) => Task.CompletedTask;

    public Task<IReadOnlyList<StateItem?>> GetAsync(IReadOnlyList<string> keys, CancellationToken ct)
    {
        ThrowIfCut();
        return inner.GetAsync(keys, ct);
    }

    public Task<IReadOnlyList<StateOutcome>> WriteAsync(IReadOnlyList<StateWrite> writes, CancellationToken ct) =>
        throw new NotSupportedException();

    public async Task<StateOutcome> TransactAsync(IReadOnlyList<StateWrite> writes, CancellationToken ct)
    {
        ThrowIfCut();
        if (--left <= 0)
        {
            IsCut = true;
            if (appliesLast) await inner.TransactAsync(writes, ct);
            ThrowIfCut();
        }

        Transactions++;
        return await inner.TransactAsync(writes, ct);
    }

    public Task<IReadOnlyList<string>> KeysAsync(string prefix, string after, int limit, CancellationToken ct)
    {
        ThrowIfCut();
        return inner.KeysAsync(prefix, after, limit, ct);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void ThrowIfCut()
    {
        if (IsCut) throw new IOException("cut off");
    }
}
