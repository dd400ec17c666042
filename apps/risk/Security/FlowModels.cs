using System.Collections.Concurrent;
using System.Numerics;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Learning.Network;
using Platform.Postgres;

namespace Platform.Risk.Security;

/// <summary>
/// What is ordinary for the flows of each tenant. A model is not stored: it depends on the kept flows up to a position alone, so whoever
/// needs it trains it, in about a tenth of a second, and every replica gets the same.
/// </summary>
internal sealed class FlowModels(IOptions<RiskOptions> options)
{
    /// <summary>Flows that must be known before anything is unusual.</summary>
    public const int First = 512;

    private readonly ConcurrentDictionary<TenantId, (long Position, FlowModel Model)> trained = new();

    /// <summary>The model of a tenant as of a position; null while too few flows are known.</summary>
    public async Task<FlowModel?> OfAsync(TenantId tenant, TenantConnection connection, long position, CancellationToken ct)
    {
        var due = DueAt(position);
        if (due == 0) return null;
        if (trained.TryGetValue(tenant, out var known) && known.Position == due) return known.Model;

        var model = FlowModel.Train(await FlowLog.ReadAsync(connection, (Math.Max(0, due - FlowLog.Full), due), ct));
        // Whichever leaves is trained again when its tenant comes back.
        if (trained.Count >= options.Value.MostTenants) trained.TryRemove(trained.Keys.First(), out _);
        trained[tenant] = (due, model);
        return model;
    }

    /// <summary>The last position at which a model is trained: at 512, 1,024, 2,048, 4,096, and every 8,192 flows; 0 for none.</summary>
    public static long DueAt(long position) => position switch
    {
        < First => 0,
        < FlowLog.Full => 1L << BitOperations.Log2((ulong)position),
        _ => position / FlowLog.Full * FlowLog.Full,
    };
}
