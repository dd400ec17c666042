using System.Text;
using Platform.AuditLog;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Audit;

/// <summary>Streams the whole log of a tenant as NDJSON that verifies offline; it is signed before, so that nothing is left out.</summary>
internal sealed class ExportLog(AuditStore log, SealedStore sealedLog, AuditLedger ledger)
{
    private const int FlushBytes = 256 << 10;

    /// <summary>The newest checkpoint, which the export will end with; null when the log is empty or cannot be signed now.</summary>
    public async Task<AuditCheckpoint?> HeadAsync(TenantId tenant, CancellationToken ct)
    {
        await ledger.SignAsync(tenant, ct);
        return await log.NewestAsync(tenant, ct);
    }

    /// <summary>Writes the export up to a checkpoint.</summary>
    public async Task WriteAsync(TenantId tenant, AuditCheckpoint head, HttpContext context)
    {
        var (output, ct) = (context.Response.BodyWriter, context.RequestAborted);
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"audit-{tenant}-{head.Size}.ndjson\"";
        AuditLines.WriteHead(output, head);
        var part = await sealedLog.FindAsync(tenant, ct);
        await using var checkpoints = log.CheckpointsAsync(tenant, head.Size, ct).GetAsyncEnumerator(ct);
        var isMore = await checkpoints.MoveNextAsync();
        if (part is not null)
        {
            AuditLines.WriteSealed(output, part);
            if (isMore) AuditLines.WriteCheckpoint(output, checkpoints.Current);
            isMore = isMore && await checkpoints.MoveNextAsync();
        }

        var expected = part?.Size ?? 0;
        await foreach (var entry in log.EntriesAsync(tenant, head.Size, ct))
        {
            // Sealed meanwhile: nothing is sent yet, and the caller asks again. A gap of another kind is for the verifier to find.
            var isGap = expected++ == (part?.Size ?? 0) && entry.Sequence != expected;
            if (isGap && (await sealedLog.FindAsync(tenant, ct))?.Size != part?.Size)
                throw new OverloadedException("The log is just being sealed.");
            AuditLines.WriteEntry(output, entry.Chain, Encoding.UTF8.GetBytes(entry.Content));
            if (isMore && checkpoints.Current.Size == entry.Sequence)
            {
                AuditLines.WriteCheckpoint(output, checkpoints.Current);
                isMore = await checkpoints.MoveNextAsync();
            }

            if (output.UnflushedBytes > FlushBytes) await output.FlushAsync(ct);
        }

        await output.FlushAsync(ct);
    }
}
