using System.Buffers;
using System.Security.Cryptography;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Workflows.Exports;

/// <summary>Writes a table's lines as blobs well below what a sidecar takes at once, and sums them up.</summary>
internal sealed class TableParts(BlobStore blobs, TenantId tenant, string table) : IDisposable
{
    // It travels as a JSON text, in which each quotation mark takes two bytes.
    private const int PartBytes = 512 << 10;

    private readonly ArrayBufferWriter<byte> part = new(PartBytes);
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long bytes;
    private int parts;

    /// <summary>Lines so far.</summary>
    public long Rows { get; private set; }

    public async ValueTask AddAsync(ReadOnlySequence<byte> line, CancellationToken ct)
    {
        if (part.WrittenCount > 0 && part.WrittenCount + line.Length >= PartBytes) await SaveAsync(ct);

        foreach (var piece in line) part.Write(piece.Span);
        part.Write("\n"u8);
        Rows++;
    }

    /// <summary>Writes what is left.</summary>
    public async Task<ExportedTable> FinishAsync(CancellationToken ct)
    {
        if (part.WrittenCount > 0) await SaveAsync(ct);
        return new(table, Rows, bytes, Convert.ToHexStringLower(hash.GetCurrentHash()), parts);
    }

    public void Dispose() => hash.Dispose();

    private async Task SaveAsync(CancellationToken ct)
    {
        await blobs.SaveAsync(ExportNames.Part(tenant, table, parts++), part.WrittenMemory, ct);
        hash.AppendData(part.WrittenSpan);
        bytes += part.WrittenCount;
        part.ResetWrittenCount();
    }
}
