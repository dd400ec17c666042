using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>What a replica says of itself.</summary>
/// <param name="Beat">Changes each time; who stops changing is dead.</param>
/// <param name="Demand">Requests per second by bucket.</param>
internal sealed record ReplicaDemand(long Beat, IReadOnlyDictionary<string, double> Demand);

/// <summary>
/// One record in the operators' state on which every replica writes its demand and reads that of the others. Whether another lives is
/// judged by this replica's own clock: clocks of different machines are never compared. Not safe for several threads.
/// </summary>
internal sealed class ReplicaBoard(TenantStates states, IOptions<GatewayOptions> options, TimeProvider time)
{
    private const string Key = "gateway-limits";
    private const int MaxAttempts = 10;
    private readonly string self = Guid.NewGuid().ToString("N");
    private readonly Dictionary<string, (long Beat, long At)> seen = [];
    private long beat;

    /// <summary>Says what this replica was asked for, and tells what all were.</summary>
    /// <returns>
    /// The board as it was before: what this replica says now counts for it from the next time on, when the others can know it too. Else
    /// replicas that all become busy at once would each take the whole limit.
    /// </returns>
    /// <exception cref="DaprException">The state store is away, or the record changed too often.</exception>
    public async Task<LimitView> TellAsync(IReadOnlyDictionary<string, double> demand, CancellationToken ct)
    {
        beat++;
        var view = LimitView.Alone;
        await states.Of(TenantId.Operators).ChangeAsync<Dictionary<string, ReplicaDemand>>(Key, Told, MaxAttempts, ct);
        return view;

        Dictionary<string, ReplicaDemand> Told(Dictionary<string, ReplicaDemand>? board)
        {
            var living = Living(board ?? []);
            view = View(living);
            living[self] = new(beat, demand);
            return living;
        }
    }

    private Dictionary<string, ReplicaDemand> Living(Dictionary<string, ReplicaDemand> board)
    {
        foreach (var (id, replica) in board)
            if (!seen.TryGetValue(id, out var last) || last.Beat != replica.Beat) seen[id] = (replica.Beat, time.GetTimestamp());
        foreach (var id in seen.Keys.Except(board.Keys).ToArray()) seen.Remove(id);
        return board.Where(each => each.Key == self || time.GetElapsedTime(seen[each.Key].At) < options.Value.SharesGoodFor)
            .ToDictionary(StringComparer.Ordinal);
    }

    private LimitView View(Dictionary<string, ReplicaDemand> living)
    {
        var all = living.Values.SelectMany(replica => replica.Demand).GroupBy(each => each.Key, StringComparer.Ordinal)
            .ToDictionary(bucket => bucket.Key, bucket => bucket.Sum(each => each.Value), StringComparer.Ordinal);
        return living.TryGetValue(self, out var own)
            ? new(living.Count, own.Demand, all)
            : new(living.Count + 1, LimitView.Alone.Own, all);
    }
}
