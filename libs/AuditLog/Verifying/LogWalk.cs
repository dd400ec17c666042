using System.Numerics;
using Platform.Contracts;

namespace Platform.AuditLog;

/// <summary>Goes along a log, and says of each line whether it may come next.</summary>
internal sealed class LogWalk(AuditCheckpoint head, KeyRing keys) : IDisposable
{
    private readonly LogHasher hasher = new();
    private Frontier tree = new();
    private Digest chain;
    private AuditCheckpoint? last;

    public long Size => tree.Size;

    public long SealedSize { get; private set; }

    public int Checkpoints { get; private set; }

    /// <summary>Size of the last checkpoint that held.</summary>
    public long Signed => last?.Size ?? SealedSize;

    /// <summary>Whether the walk ended where the head says.</summary>
    public bool IsAtEnd => last == head;

    public void Dispose() => hasher.Dispose();

    /// <summary>Whether the content of an entry is what comes next in the chain.</summary>
    public bool Continues(in LogLine entry) => hasher.Chain(chain, entry.Leaf) == entry.Chain;

    /// <summary>Takes an entry that comes next.</summary>
    public bool TryTake(in LogLine entry)
    {
        if (entry.Sequence != Size + 1 || entry.Sequence > head.Size || !Continues(entry)) return false;

        chain = entry.Chain;
        tree.Add(entry.Leaf, hasher);
        return true;
    }

    /// <summary>Takes what stands for sealed entries; only as the first thing after the head.</summary>
    public bool TryTake(SealedPart? part)
    {
        if (part is null || Size > 0 || last is not null || part.Size < 1 || part.Size > head.Size
            || part.Roots.Count != BitOperations.PopCount((ulong)part.Size) || !Digest.TryParse(part.Chain, out chain))
        {
            return false;
        }

        var roots = new List<Digest>();
        foreach (var text in part.Roots)
        {
            if (!Digest.TryParse(text, out var root)) return false;
            roots.Add(root);
        }

        tree = new(part.Size, roots);
        SealedSize = part.Size;
        return true;
    }

    /// <summary>Takes a checkpoint at its place; null, or what is wrong with it in plain words and which kind of damage that is.</summary>
    public (Damage Damage, string Text)? Take(AuditCheckpoint checkpoint)
    {
        if (Refusal(checkpoint) is { } refusal) return refusal;
        // Where the beginning is sealed, the checkpoints that lay in it are gone with it.
        if (checkpoint.Previous != Signed && !(last is null && SealedSize > 0))
            return (Damage.Missing, $"the checkpoint over {checkpoint.Previous} entries, which it names as the one before, is missing");
        if (checkpoint.Root != tree.Root(hasher).ToString() || checkpoint.Chain != chain.ToString())
            return (Damage.Altered, $"entries {Signed + 1} to {Size} are not those that were signed, though each fits the one before");

        last = checkpoint;
        Checkpoints++;
        return null;
    }

    /// <summary>What speaks against a checkpoint before its hashes are looked at.</summary>
    public (Damage Damage, string Text)? Refusal(AuditCheckpoint checkpoint) => keys.Check(checkpoint) switch
    {
        _ when checkpoint.Tenant != head.Tenant => (Damage.Altered, $"the checkpoint is of another tenant, {checkpoint.Tenant}"),
        SignatureState.UnknownKey => (Damage.UnknownKey, $"it is signed with the key {checkpoint.Key}, which is not among the given keys"),
        SignatureState.Invalid => (Damage.Altered, "its signature does not hold: the checkpoint or the signature was altered"),
        _ => null,
    };
}
