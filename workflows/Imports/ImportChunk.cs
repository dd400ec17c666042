using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Workflows.Imports;

/// <summary>
/// Validates and sends one chunk. Sent again after a crash, its events are duplicates to ingest, which is as good as accepted; its rejected
/// lines are written over the old ones.
/// </summary>
internal sealed class ImportChunk(BlobStore blobs, SendEvents send, WorkflowsMetrics metrics) : WorkflowActivity<ChunkCall, ChunkResult>
{
    public override async Task<ChunkResult> RunAsync(WorkflowActivityContext context, ChunkCall input)
    {
        var ct = context.CancellationToken;
        var text = await blobs.ReadAsync(ImportNames.Chunk(input.Tenant, input.Id, input.Chunk), ct)
            ?? throw new InvalidOperationException($"Chunk {input.Chunk} of import {input.Id} is gone from blob storage.");
        var (good, rejected) = ChunkCheck.Sort(Lines.Read(text, WorkflowsJson.Default.ChunkRow));
        var (accepted, duplicates) = (0, 0);
        if (good.Count > 0)
        {
            var events = good.Select(row => row.Event).OfType<Transaction>().ToList();
            var (outcome, waiting) = await send.HandleAsync(new(input.Tenant), events, ct);
            if (waiting is not null) return new(input.Chunk, 0, 0, 0) { Waiting = waiting };

            (accepted, duplicates) = (outcome.Accepted, outcome.Duplicates);
            rejected.AddRange(outcome.Rejected.Select(e => new RejectedLine(good[e.Index].Line, e.Errors)));
        }

        await SaveRejectedAsync(input, rejected, ct);
        metrics.Imported(accepted, duplicates, rejected.Count);
        return new(input.Chunk, accepted, duplicates, rejected.Count, ChunkCheck.Reasons(rejected));
    }

    private async Task SaveRejectedAsync(ChunkCall chunk, List<RejectedLine> rejected, CancellationToken ct)
    {
        if (rejected.Count == 0) return;

        var lines = new Lines();
        foreach (var line in rejected.OrderBy(line => line.Line)) lines.Add(line, WorkflowsJson.Default.RejectedLine);
        await blobs.SaveAsync(ImportNames.Rejected(chunk.Tenant, chunk.Id, chunk.Chunk), lines.Utf8, ct);
    }
}
