using Platform.Contracts;
using Platform.Dapr;
using Platform.EventFiles;

namespace Platform.Workflows.Imports;

/// <summary>
/// Cuts the file into chunks. Done again, it writes the same chunks over the old ones. What is wrong with the file is its result and no
/// exception, since trying again would not help.
/// </summary>
internal sealed partial class SplitFile(BlobStore blobs, ILogger<SplitFile> logger) : WorkflowActivity<ImportInput, ImportPlan>
{
    private const int MaxRowBytes = 64 << 10;

    public override async Task<ImportPlan> RunAsync(WorkflowActivityContext context, ImportInput input)
    {
        // The same name in each attempt, so that what a crash leaves behind is written over; and nobody else's: another platform on this
        // machine may have an import of the same id.
        var path = Path.Combine(Path.GetTempPath(), $"platform-import-{context.TaskExecutionKey}");
        try
        {
            var ct = context.CancellationToken;
            return await blobs.CopyToAsync(ImportNames.File(input.Tenant, input.File), path, ct)
                ? await SplitAsync(path, input, ct)
                : Refused($"There is no file {input.File} in blob storage.");
        }
        catch (EventFileException e)
        {
            return Refused(e.Message.Replace(path, input.File, StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task<ImportPlan> SplitAsync(string path, ImportInput input, CancellationToken ct)
    {
        var mapping = RowReading.MappingOf(input.Mapping, path);
        var (chunk, chunks, rows) = (new Lines(), 0, 0L);
        foreach (var row in RowReading.Rows(path, mapping, RowReading.PrefixOf(mapping, input)))
        {
            Add(chunk, row);
            rows++;
            if (chunk.Count < input.Limits.ChunkRows && chunk.Length < input.Limits.ChunkBytes) continue;
            if (chunks == input.Limits.MaxChunks) return Refused($"The file has more than {rows} rows; cut it into several.");

            await SaveAsync(chunk, input, chunks++, ct);
        }

        if (chunk.Count > 0) await SaveAsync(chunk, input, chunks++, ct);
        LogSplit(input.Tenant, input.Id, rows, chunks);
        return rows > 0 ? new(mapping.Name, rows, chunks) : Refused("The file has no rows.");
    }

    private async Task SaveAsync(Lines chunk, ImportInput input, int number, CancellationToken ct)
    {
        await blobs.SaveAsync(ImportNames.Chunk(input.Tenant, input.Id, number), chunk.Utf8, ct);
        chunk.Clear();
    }

    // A row that is absurdly long would make a chunk that the sidecar refuses.
    private static void Add(Lines chunk, ChunkRow row)
    {
        var isLong = row.Event is { } e && LengthOf(e) > MaxRowBytes;
        chunk.Add(isLong ? new(row.Line, null, [new("", $"longer than {MaxRowBytes} bytes.")]) : row, WorkflowsJson.Default.ChunkRow);
    }

    private static long LengthOf(Transaction e) =>
        (long)e.Id.Length + e.Account.Length + e.Counterparty.Length + e.Currency.Length
        + (e.Device?.Length ?? 0) + (e.Country?.Length ?? 0) + (e.Channel?.Length ?? 0);

    private static ImportPlan Refused(string error) => new("", 0, 0, error);

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant}: import {Id} has {Rows} rows in {Chunks} chunks")]
    private partial void LogSplit(string tenant, string id, long rows, int chunks);
}
