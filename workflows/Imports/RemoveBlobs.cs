using Platform.Dapr;

namespace Platform.Workflows.Imports;

/// <summary>Removes the blobs of chunks that are done; those with rejected lines stay until they are put together.</summary>
internal sealed class RemoveChunks(BlobStore blobs) : WorkflowActivity<ChunkRange, bool>
{
    private const int AtOnce = 4;

    public override async Task<bool> RunAsync(WorkflowActivityContext context, ChunkRange input)
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(input.From, input.To - input.From),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = context.CancellationToken },
            async (chunk, ct) => await blobs.DeleteAsync(ImportNames.Chunk(input.Tenant, input.Id, chunk), ct));
        return true;
    }
}

/// <summary>Removes whatever an import has left in its folder.</summary>
internal sealed class RemoveLeftovers(BlobStore blobs) : WorkflowActivity<ImportKey, bool>
{
    public override async Task<bool> RunAsync(WorkflowActivityContext context, ImportKey input)
    {
        await RemoveAsync(blobs, input, context.CancellationToken);
        return true;
    }

    /// <summary>Removes the blobs in the folder of an import.</summary>
    /// <returns>How many there were.</returns>
    public static Task<int> RemoveAsync(BlobStore blobs, ImportKey key, CancellationToken ct) =>
        blobs.RemoveAllAsync(ImportNames.Folder(key.Tenant, key.Id), ct);
}
