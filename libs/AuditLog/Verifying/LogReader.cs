using System.Buffers;

namespace Platform.AuditLog;

/// <summary>
/// Reads the lines of an export in order; blocks of lines are parsed and hashed on all processors meanwhile. Memory does not grow with
/// the file.
/// </summary>
internal sealed class LogReader(Stream file) : IAsyncDisposable
{
    private const int BlockBytes = 2 * AuditLines.MaxBytes;

    private readonly Queue<Task<Block>> parsing = new();
    private readonly int ahead = Environment.ProcessorCount + 1;
    private Block block = new([], []);
    private int next;
    private byte[] carry = [];
    private bool ended;

    /// <summary>UTF-8 of the tenant whose entries are expected; set it after the first line.</summary>
    public byte[] Tenant { get; set; } = [];

    /// <summary>The line that was read last.</summary>
    public LogLine Current { get; private set; }

    /// <summary>Its number, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Reads the first line, before anything is read ahead with a tenant that is not known yet.</summary>
    public async Task<bool> FirstAsync(CancellationToken ct)
    {
        var one = new byte[1];
        var line = new ArrayBufferWriter<byte>();
        while (line.WrittenCount < AuditLines.MaxBytes && await file.ReadAsync(one, ct) is 1 && one[0] is not (byte)'\n') line.Write(one);

        using var hasher = new LogHasher();
        (Current, Number) = (LogLine.Of(line.WrittenMemory, [], hasher), 1);
        return Current.Kind is LineKind.Head && one[0] is (byte)'\n';
    }

    /// <summary>Reads the next line; false at the end.</summary>
    public ValueTask<bool> NextAsync(CancellationToken ct)
    {
        if (next >= block.Lines.Count) return NextBlockAsync(ct);

        Current = block.Lines[next++];
        Number++;
        return new(true);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var each in parsing) Return(await each);

        Return(block);
    }

    private async ValueTask<bool> NextBlockAsync(CancellationToken ct)
    {
        do
        {
            while (!ended && parsing.Count < ahead) await ReadAheadAsync(ct);

            Return(block);
            block = new([], []);
            if (parsing.Count is 0) return false;

            (block, next) = (await parsing.Dequeue(), 0);
        }
        while (block.Lines.Count is 0);
        return await NextAsync(ct);
    }

    private async Task ReadAheadAsync(CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BlockBytes);
        carry.CopyTo(buffer, 0);
        var read = await file.ReadAtLeastAsync(buffer.AsMemory(carry.Length, BlockBytes - carry.Length), 1, throwOnEndOfStream: false, ct);
        var length = carry.Length + read;
        var end = buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
        // What the last line lacks to be one is kept for the next block; at the end, or when it is too long, it is a line without an end.
        ended = read is 0 || (end is 0 && length >= AuditLines.MaxBytes);
        carry = ended ? [] : buffer[end..length];
        var (tenant, whole) = (Tenant, ended ? length : end);
        parsing.Enqueue(Task.Run(() => Parse(buffer, whole, tenant), ct));
    }

    private static Block Parse(byte[] buffer, int length, byte[] tenant)
    {
        using var hasher = new LogHasher();
        var lines = new List<LogLine>(length / 300 + 1);
        for (var start = 0; start < length;)
        {
            var size = buffer.AsSpan(start, length - start).IndexOf((byte)'\n');
            lines.Add(size < 0
                ? new(LineKind.Malformed, 0, default, default, buffer.AsMemory(start, length - start))
                : LogLine.Of(buffer.AsMemory(start, size), tenant, hasher));
            start = size < 0 ? length : start + size + 1;
        }

        return new(buffer, lines);
    }

    private static void Return(Block block)
    {
        if (block.Buffer.Length > 0) ArrayPool<byte>.Shared.Return(block.Buffer);
    }

    private sealed record Block(byte[] Buffer, List<LogLine> Lines);
}
