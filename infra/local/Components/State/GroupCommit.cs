namespace Platform.Local.Components.State;

/// <summary>
/// A state store whose transactions are gathered: while one is on its way to the disk, those that come meanwhile wait and go together in
/// the next. Many small callers so share one flush, and a lone one waits for nobody.
/// </summary>
/// <remarks>
/// Transactions are written in the order they came. One that needs versions is written alone, because its refusal must not undo others'.
/// When a gathered one fails, its parts are written one by one, so that a write the store cannot take fails its own caller only. Every
/// part is all or nothing as before; that parts of several callers become visible together harms nobody. Other writes and reads pass
/// straight through, so they keep no order with transactions that are still awaited. The store is not closed with this.
/// </remarks>
internal sealed class GroupCommit(IStateStore store) : IStateStore
{
    /// <summary>The most writes in one transaction of the store; a caller's own larger transaction goes alone.</summary>
    public const int MostWrites = 1_000;

    private const long MostBytes = 4 << 20;

    private readonly SemaphoreSlim room = new(4_096);
    private readonly System.Threading.Lock gate = new();
    private readonly Queue<PendingWrites> waiting = new();
    private bool writing;

    public IReadOnlyList<string> Capabilities => store.Capabilities;

    public Task InitAsync(CancellationToken ct) => store.InitAsync(ct);

    public Task<IReadOnlyList<StateItem?>> GetAsync(IReadOnlyList<string> keys, CancellationToken ct) => store.GetAsync(keys, ct);

    public Task<IReadOnlyList<StateOutcome>> WriteAsync(IReadOnlyList<StateWrite> writes, CancellationToken ct) =>
        store.WriteAsync(writes, ct);

    /// <summary>All or nothing, together with whatever else waits. A caller that gives up does not undo what is on its way.</summary>
    public async Task<StateOutcome> TransactAsync(IReadOnlyList<StateWrite> writes, CancellationToken ct)
    {
        if (writes.Count == 0) return StateOutcome.Done;
        await room.WaitAsync(ct);
        try
        {
            var pending = new PendingWrites(writes, ct);
            if (Enqueue(pending)) _ = Task.Run(WriteAllAsync, CancellationToken.None);
            return await pending.Outcome.WaitAsync(ct);
        }
        finally
        {
            room.Release();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // True for the one that finds nobody writing and so has to begin.
    private bool Enqueue(PendingWrites pending)
    {
        lock (gate)
        {
            waiting.Enqueue(pending);
            if (writing) return false;
            return writing = true;
        }
    }

    private async Task WriteAllAsync()
    {
        for (var group = Take(); group.Count > 0; group = Take())
        {
            if (group.Count == 1) await OneAsync(group[0]);
            else if (!await TogetherAsync(group)) await OneByOneAsync(group);
        }
    }

    private List<PendingWrites> Take()
    {
        var group = new List<PendingWrites>();
        lock (gate)
        {
            var (writes, bytes) = (0, 0L);
            while (waiting.TryPeek(out var next))
            {
                (writes, bytes) = (writes + next.Count, bytes + next.Bytes);
                var fits = writes <= MostWrites && bytes <= MostBytes && !next.IsConditional && group is not [{ IsConditional: true }, ..];
                if (!fits && group.Count > 0) break;
                waiting.Dequeue();
                if (!next.IsGivenUp) group.Add(next);
            }

            writing = group.Count > 0;
        }

        return group;
    }

    // Of several writes of a key only the last can matter, since all become visible at once.
    private async Task<bool> TogetherAsync(List<PendingWrites> group)
    {
        try
        {
            var last = new Dictionary<string, StateWrite>(StringComparer.Ordinal);
            foreach (var write in group.SelectMany(pending => pending.Writes)) last[write.Key] = write;
            if (await store.TransactAsync([.. last.Values], CancellationToken.None) is not StateOutcome.Done) return false;
        }
        catch (Exception)
        {
            return false;
        }

        foreach (var pending in group) pending.Done(StateOutcome.Done);
        return true;
    }

    private async Task OneByOneAsync(List<PendingWrites> group)
    {
        for (var i = 0; i < group.Count; i++)
        {
            if (await OneAsync(group[i]) is null || await WhyAwayAsync(group[i]) is not { } away) continue;
            foreach (var pending in group.Skip(i + 1)) pending.Failed(away);
            return;
        }
    }

    private async Task<Exception?> OneAsync(PendingWrites pending)
    {
        try
        {
            pending.Done(await store.TransactAsync(pending.Writes, CancellationToken.None));
            return null;
        }
        catch (Exception error)
        {
            pending.Failed(error);
            return error;
        }
    }

    // A read tells a write that cannot be taken from a store that is away; nobody should wait for as many timeouts as there are callers.
    private async Task<Exception?> WhyAwayAsync(PendingWrites failed)
    {
        try
        {
            await store.GetAsync([failed.Writes[0].Key.Replace("\0", "", StringComparison.Ordinal)], CancellationToken.None);
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }
}
