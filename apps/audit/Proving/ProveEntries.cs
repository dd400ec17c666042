using Platform.AuditLog;
using Platform.Contracts;

namespace Platform.Audit;

/// <summary>Proofs that an entry is in a signed log, and that a log only grew.</summary>
internal sealed class ProveEntries(AuditStore log, ProofStore hashes, AuditLedger ledger)
{
    /// <summary>Proves that an entry is in the log that the newest checkpoint signs, or one signed now if it lies behind.</summary>
    /// <returns>Null when the tenant has no such entry, or no key can sign now and <c>IsKnown</c> is true.</returns>
    public async Task<(bool IsKnown, AuditProof? Proof)> InclusionAsync(TenantId tenant, string id, CancellationToken ct)
    {
        if (await log.FindAsync(tenant, id, ct) is not { } entry) return (false, null);
        if (await CoveringAsync(tenant, entry.Sequence, ct) is not { } checkpoint) return (true, null);

        var path = await hashes.HashesAsync(tenant, TreeProof.Inclusion(entry.Sequence - 1, checkpoint.Size), ct);
        return (true, path is null ? null : new(entry.Sequence, entry.Leaf.ToString(), Texts(path), checkpoint, entry.Content));
    }

    /// <summary>Proves that the log at one size became the log at a later one by adding only.</summary>
    /// <returns>Null when the log is smaller, or its beginning is sealed.</returns>
    public async Task<AuditConsistency?> ConsistencyAsync(TenantId tenant, (long From, long To) sizes, CancellationToken ct)
    {
        if (await log.NewestAsync(tenant, ct) is not { } newest || sizes.To > newest.Size) return null;

        TreeRange[] roots = [new(0, sizes.From), new(0, sizes.To)];
        var all = await hashes.HashesAsync(tenant, [.. roots, .. TreeProof.Consistency(sizes.From, sizes.To)], ct);
        return all is null ? null : new(sizes.From, sizes.To, all[0].ToString(), all[1].ToString(), Texts(all.Skip(2)));
    }

    private async Task<AuditCheckpoint?> CoveringAsync(TenantId tenant, long sequence, CancellationToken ct)
    {
        if (await log.NewestAsync(tenant, ct) is { } newest && newest.Size >= sequence) return newest;

        return await ledger.SignAsync(tenant, ct) ? await log.NewestAsync(tenant, ct) : null;
    }

    private static string[] Texts(IEnumerable<Digest> path) => [.. path.Select(hash => hash.ToString())];
}
