using System.Collections.Concurrent;
using Platform.Contracts;
using Platform.Learning.Features;
using Platform.Risk.Decisions;
using Platform.Scoring;

namespace Platform.Risk.Replays;

/// <summary>A decision with its features, named by the set that computed them, which was kept with the evidence.</summary>
internal sealed class FindDecision(DecisionStore log, EvidenceStore store, TransactionFeatures current)
{
    // A set is tens of kilobytes, and few are ever asked for.
    private const int MostSets = 16;
    private readonly ConcurrentDictionary<(TenantId Tenant, string Version), TransactionFeatures> former = [];

    public async Task<Decision?> HandleAsync(TenantId tenant, string id, CancellationToken ct) =>
        await log.FindAsync(tenant, id, ct) is { } row ? row.ToDecision(await FeaturesOfAsync(tenant, row, ct)) : null;

    // Null for a set from before sets were kept, or in a language that is no longer read.
    private async ValueTask<TransactionFeatures?> FeaturesOfAsync(TenantId tenant, DecisionRow row, CancellationToken ct)
    {
        if (row.FeatureSet == current.Version) return current;
        if (former.TryGetValue((tenant, row.FeatureSet), out var known)) return known;
        if (await store.TextAsync(tenant, row.FeatureSet, ct) is not { } text || Read(text, row) is not { } set) return null;

        if (former.Count >= MostSets) former.Clear();
        return former[(tenant, row.FeatureSet)] = set;
    }

    private static TransactionFeatures? Read(string text, DecisionRow row)
    {
        try
        {
            var set = TransactionFeatures.Parse(text, row.FeatureSet);
            return set.Set.Count == row.Features.Length ? set : null;
        }
        catch (FeatureSetException)
        {
            return null;
        }
    }
}
