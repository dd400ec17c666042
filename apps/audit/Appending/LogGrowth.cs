using System.Buffers;
using System.Text;
using Platform.AuditLog;
using Platform.Contracts;

namespace Platform.Audit;

/// <summary>An entry to be stored.</summary>
/// <param name="Sequence">Its position.</param>
/// <param name="Event">What happened, as it is kept.</param>
/// <param name="Leaf">Hash of its content.</param>
/// <param name="Chain">Head of the chain after it.</param>
/// <param name="Content">The canonical bytes, as text.</param>
internal sealed record NewEntry(long Sequence, AuditEvent Event, Digest Leaf, Digest Chain, string Content);

/// <summary>What a delivery adds to a log: entries, the nodes they complete, and the checkpoints that fall due. Pure.</summary>
/// <param name="tenant">Whose log.</param>
/// <param name="head">Its state before.</param>
/// <param name="rule">When to sign.</param>
internal sealed class LogGrowth(TenantId tenant, LogHead head, CheckpointRule rule) : IDisposable
{
    /// <summary>Nodes below this level are made from leaves when they are asked for.</summary>
    public const int LowestLevel = 8;

    private readonly LogHasher hasher = new();
    private readonly ArrayBufferWriter<byte> content = new(1_024);
    private readonly List<NewEntry> entries = [];
    private readonly List<(TreeNode Node, Digest Hash)> nodes = [];
    private readonly List<AuditCheckpoint> checkpoints = [];

    public IReadOnlyList<NewEntry> Entries => entries;

    public IReadOnlyList<(TreeNode Node, Digest Hash)> Nodes => nodes;

    public IReadOnlyList<AuditCheckpoint> Checkpoints => checkpoints;

    /// <summary>The key of the checkpoints; null when there are none.</summary>
    public SigningKey? SignedWith => checkpoints.Count > 0 ? rule.Key : null;

    /// <summary>The state afterwards.</summary>
    public LogHead Head { get; private set; } = head;

    /// <summary>Adds an entry, and signs a checkpoint when it is the one that makes it due.</summary>
    public void Add(AuditEvent e)
    {
        content.ResetWrittenCount();
        EntryContent.Write(content, Head.Size + 1, tenant, e);
        var leaf = hasher.Leaf(content.WrittenSpan);
        Head.Tree.Add(leaf, hasher, Keep);
        Head = Head with { Chain = hasher.Chain(Head.Chain, leaf) };
        entries.Add(new(Head.Size, e, leaf, Head.Chain, Encoding.UTF8.GetString(content.WrittenSpan)));
        if (Head.Size % rule.Every is 0) Sign();
    }

    /// <summary>Signs the state unless it is signed already, or there is no key yet.</summary>
    public void Sign()
    {
        if (Head.Signed == Head.Size || rule.Key is null) return;

        checkpoints.Add(rule.Key.Sign(new()
        {
            Tenant = tenant.ToString(),
            Size = Head.Size,
            Previous = Head.Signed,
            Root = Head.Tree.Root(hasher).ToString(),
            Chain = Head.Chain.ToString(),
            Time = rule.Now,
            Key = "",
            Signature = "",
        }));
        Head = Head with { Signed = Head.Size };
    }

    public void Dispose() => hasher.Dispose();

    private void Keep(TreeNode node, Digest hash)
    {
        if (node.Level >= LowestLevel) nodes.Add((node, hash));
    }
}

/// <summary>When a checkpoint is signed, and with what.</summary>
/// <param name="Every">At each multiple of so many entries.</param>
/// <param name="Key">The key; null while none could be read.</param>
/// <param name="Now">The time it carries.</param>
internal sealed record CheckpointRule(int Every, SigningKey? Key, DateTimeOffset Now);
