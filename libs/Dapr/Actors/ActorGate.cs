namespace Platform.Dapr;

/// <summary>
/// Lets one call into an actor at a time, and with it those that belong to the same re-entrant chain. The sidecar sees to that too; but a
/// sidecar that was killed and started again does not know of the call that the old one had sent, and this does.
/// </summary>
internal sealed class ActorGate : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private readonly Lock gate = new();
    private string? chain;
    private int inside;

    public async ValueTask EnterAsync(string? reentrancyId, CancellationToken ct)
    {
        if (JoinsChain(reentrancyId))
            return;
        await turn.WaitAsync(ct);
        lock (gate)
            (chain, inside) = (reentrancyId, 1);
    }

    public void Leave()
    {
        lock (gate)
        {
            if (--inside > 0)
                return;
            chain = null;
        }
        turn.Release();
    }

    public void Dispose() => turn.Dispose();

    private bool JoinsChain(string? reentrancyId)
    {
        lock (gate)
        {
            if (reentrancyId is null || inside == 0 || chain != reentrancyId)
                return false;
            inside++;
            return true;
        }
    }
}
