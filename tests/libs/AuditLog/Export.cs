using System.Buffers;
using System.Text;
using Platform.Contracts;

namespace Platform.AuditLog.Tests;

/// <summary>Makes small exports line by line, so that a test can damage them.</summary>
internal sealed class Export : IDisposable
{
    public const string Tenant = "demo";

    private readonly LogHasher hasher = new();
    private readonly List<Digest> chains = [];
    private readonly List<Digest> leaves = [];
    private readonly List<AuditCheckpoint> checkpoints = [];
    private readonly List<byte[]> contents = [];

    public Export(int entries, int every, SigningKey? key = null)
    {
        Key = key ?? SigningKey.Create();
        var (tree, chain) = (new Frontier(), Digest.Zero);
        for (var i = 1; i <= entries; i++)
        {
            contents.Add(Content(i, Event(i)));
            leaves.Add(hasher.Leaf(contents[^1]));
            chain = hasher.Chain(chain, leaves[^1]);
            chains.Add(chain);
            tree.Add(leaves[^1], hasher);
            if (i % every is 0 || i == entries) checkpoints.Add(Key.Sign(State(tree, chain)));
        }
    }

    public SigningKey Key { get; }

    public AuditCheckpoint Head => checkpoints[^1];

    /// <summary>All lines in order, each with its line feed; line 1 is the head.</summary>
    public List<string> Lines()
    {
        var lines = new List<string> { Line(output => AuditLines.WriteHead(output, Head)) };
        for (var i = 0; i < contents.Count; i++)
        {
            var at = i;
            lines.Add(Line(output => AuditLines.WriteEntry(output, chains[at], contents[at])));
            lines.AddRange(checkpoints.Where(c => c.Size == at + 1).Select(c => Line(output => AuditLines.WriteCheckpoint(output, c))));
        }

        return lines;
    }

    /// <summary>The lines after the first entries were sealed.</summary>
    public List<string> Sealed(int size)
    {
        var tree = new Frontier();
        for (var i = 0; i < size; i++) tree.Add(leaves[i], hasher);

        var part = new SealedPart(size, chains[size - 1].ToString(), [.. tree.Roots.Select(root => root.ToString())]);
        var lines = Lines();
        var gone = size + checkpoints.Count(checkpoint => checkpoint.Size < size);
        return [lines[0], Line(output => AuditLines.WriteSealed(output, part)), .. lines[(1 + gone)..]];
    }

    /// <summary>A line for an entry that was never there, with a hash that goes on from the one before.</summary>
    public string Forged(int sequence, string actor)
    {
        var content = Content(sequence, Event(sequence) with { Actor = actor });
        var chain = hasher.Chain(sequence is 1 ? Digest.Zero : chains[sequence - 2], hasher.Leaf(content));
        return Line(output => AuditLines.WriteEntry(output, chain, content));
    }

    public Task<AuditReport> VerifyAsync(IEnumerable<string> lines) => VerifyAsync(Encoding.UTF8.GetBytes(string.Concat(lines)));

    public async Task<AuditReport> VerifyAsync(byte[] file)
    {
        using var keys = KeyRing.Read(Key.Pem);
        return await AuditVerifier.VerifyAsync(new MemoryStream(file), keys, TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        hasher.Dispose();
        Key.Dispose();
    }

    public static AuditEvent Event(int i) => new()
    {
        Id = $"e-{i}",
        Time = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero).AddSeconds(i),
        Actor = $"user-{i % 7}",
        ActorKind = ActorKind.User,
        Action = "POST /imports",
        ObjectType = "imports",
        ObjectId = $"é-{i}",
        Result = AuditResult.Allowed,
        TraceId = new('a', 32),
    };

    private static byte[] Content(int sequence, AuditEvent e)
    {
        var output = new ArrayBufferWriter<byte>();
        EntryContent.Write(output, sequence, new(Tenant), e);
        return output.WrittenSpan.ToArray();
    }

    private static string Line(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private AuditCheckpoint State(Frontier tree, Digest chain) => new()
    {
        Tenant = Tenant,
        Size = tree.Size,
        Previous = checkpoints is [.., var last] ? last.Size : 0,
        Root = tree.Root(hasher).ToString(),
        Chain = chain.ToString(),
        Time = Event((int)tree.Size).Time,
        Key = "",
        Signature = "",
    };
}
