using System.Buffers;
using System.Diagnostics;
using Platform.AuditLog;
using Platform.Contracts;

namespace Platform.Bench.Scenarios;

/// <summary>Verifies an export offline: reading, hashing, chain, tree and a signature every 1,000 entries, from a file on disk.</summary>
internal sealed class AuditVerify : IScenario
{
    private const int Every = 1_000;
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public string Name => "audit-verify";

    public string Purpose => "an audit export verified offline, on all processors";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        var count = stage.Quick ? 100_000 : 2_000_000;
        using var key = SigningKey.Create();
        using var keys = KeyRing.Read(key.Pem);
        var file = Path.Combine(stage.Folder(Name), "audit.ndjson");
        Write(file, count, key);

        await VerifyAsync(file, keys, ct);
        var started = Stopwatch.GetTimestamp();
        var report = await VerifyAsync(file, keys, ct);
        if (report.Finding is not null || report.Entries != count)
            throw new BenchException($"The export does not verify: {report.Finding?.Text}");
        stage.Figures.Set("audit_verify_eps", count / Stopwatch.GetElapsedTime(started).TotalSeconds);
        stage.Figures.Set("audit_verify_bytes_per_entry", new FileInfo(file).Length / (double)count);
    }

    private static async Task<AuditReport> VerifyAsync(string file, KeyRing keys, CancellationToken ct)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        return await AuditVerifier.VerifyAsync(stream, keys, ct);
    }

    // The head comes first and knows all that follows, so the entries are written after it was computed: in two passes.
    private static void Write(string file, int count, SigningKey key)
    {
        using var stream = File.Create(file);
        var (output, checkpoints) = (new ArrayBufferWriter<byte>(1 << 20), new Dictionary<long, AuditCheckpoint>());
        Walk(count, (tree, chain, _, hasher) =>
        {
            if (tree.Size % Every is not 0 && tree.Size != count) return;
            checkpoints[tree.Size] = key.Sign(State(tree, chain, checkpoints.Count is 0 ? 0 : checkpoints.Keys.Max(), hasher));
        });
        AuditLines.WriteHead(output, checkpoints[count]);
        Walk(count, (tree, chain, content, _) =>
        {
            AuditLines.WriteEntry(output, chain, content.WrittenSpan);
            if (checkpoints.TryGetValue(tree.Size, out var checkpoint)) AuditLines.WriteCheckpoint(output, checkpoint);
            if (output.WrittenCount < 1 << 19 && tree.Size != count) return;
            stream.Write(output.WrittenSpan);
            output.ResetWrittenCount();
        });
    }

    private static void Walk(int count, Action<Frontier, Digest, ArrayBufferWriter<byte>, LogHasher> take)
    {
        using var hasher = new LogHasher();
        var (tree, chain, content) = (new Frontier(), Digest.Zero, new ArrayBufferWriter<byte>(1_024));
        for (var i = 1; i <= count; i++)
        {
            content.ResetWrittenCount();
            EntryContent.Write(content, i, new("bench"), Event(i));
            var leaf = hasher.Leaf(content.WrittenSpan);
            chain = hasher.Chain(chain, leaf);
            tree.Add(leaf, hasher);
            take(tree, chain, content, hasher);
        }
    }

    private static AuditEvent Event(int i) => new()
    {
        Id = $"{i:d32}",
        Time = Start.AddMilliseconds(i),
        Actor = $"user-{i % 100}",
        ActorKind = ActorKind.User,
        Action = "POST /imports/{id}/pause",
        ObjectType = "imports",
        ObjectId = $"import-{i % 1_000}",
        Result = AuditResult.Allowed,
        TraceId = $"{i:x32}",
    };

    private static AuditCheckpoint State(Frontier tree, Digest chain, long previous, LogHasher hasher) => new()
    {
        Tenant = "bench",
        Size = tree.Size,
        Previous = previous,
        Root = tree.Root(hasher).ToString(),
        Chain = chain.ToString(),
        Time = Start.AddMilliseconds(tree.Size),
        Key = "",
        Signature = "",
    };
}
