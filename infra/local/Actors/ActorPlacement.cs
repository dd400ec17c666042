using System.Collections.Immutable;

namespace Platform.Local.Actors;

/// <summary>Which app hosts which type of actors. All apps are in this process, so the answer is always the present one.</summary>
/// <remarks>
/// A type belongs to the app that came first and stays with it for as long as that is up; another app of the same type stands by. So no
/// actor ever moves while its host runs (adr/0016).
/// </remarks>
internal sealed class ActorPlacement(TimeProvider time)
{
    // As long as Dapr's five attempts a second apart; who waits here is told the moment the type appears.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly System.Threading.Lock gate = new();
    private ImmutableList<ActorHost> hosts = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Add(ActorHost host)
    {
        lock (gate)
        {
            if (!hosts.Contains(host)) hosts = hosts.Add(host);
            changed.SetResult();
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Remove(ActorHost host)
    {
        lock (gate) hosts = hosts.Remove(host);
    }

    public ActorHost? Find(string type) => Find(type, Volatile.Read(ref hosts));

    /// <summary>The app that hosts a type; waits a while for one that is just starting.</summary>
    /// <exception cref="NoAddressException">There is none.</exception>
    public async Task<ActorHost> FindAsync(ActorId id, CancellationToken ct)
    {
        if (Find(id.Type) is { } known) return known;
        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            return await AppearAsync(id.Type, both.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new NoAddressException(
                $"did not find address for actor {id.Type}/{id.Id}: no app that is up hosts this type; hosted are "
                + (Hosted() is { Length: > 0 } types ? types : "none"));
        }
    }

    private async Task<ActorHost> AppearAsync(string type, CancellationToken ct)
    {
        while (true)
        {
            Task change;
            lock (gate)
            {
                if (Find(type, hosts) is { } host) return host;
                change = changed.Task;
            }

            await change.WaitAsync(ct);
        }
    }

    private string Hosted() =>
        string.Join(", ", Volatile.Read(ref hosts).SelectMany(host => host.Types.Keys).Distinct().Order(StringComparer.Ordinal));

    private static ActorHost? Find(string type, ImmutableList<ActorHost> hosts) => hosts.Find(host => host.Types.ContainsKey(type));
}
