using Platform.Dapr;

namespace Platform.Workflows.Imports;

/// <summary>
/// Puts the rejected lines of all chunks together beside the imported file, in parts that the sidecar takes. It removes nothing, so it can
/// be done again.
/// </summary>
internal sealed class WriteRejected(BlobStore blobs) : WorkflowActivity<RejectedCall, string[]>
{
    private const int MaxPartBytes = 1 << 20;

    public override async Task<string[]> RunAsync(WorkflowActivityContext context, RejectedCall input)
    {
        var (files, part, ct) = (new List<string>(), new Lines(), context.CancellationToken);
        foreach (var chunk in input.Chunks)
        {
            var lines = await blobs.ReadAsync(ImportNames.Rejected(input.Tenant, input.Id, chunk), ct)
                ?? throw new InvalidOperationException($"The rejected lines of chunk {chunk} of import {input.Id} are gone.");
            if (part.Length > 0 && part.Length + lines.Length > MaxPartBytes) await SaveAsync(part, files, input, ct);
            part.Append(lines.Span);
        }

        if (part.Length > 0) await SaveAsync(part, files, input, ct);
        return [.. files];
    }

    private async Task SaveAsync(Lines part, List<string> files, RejectedCall input, CancellationToken ct)
    {
        var file = ImportNames.RejectedFile(input.File, input.Id, files.Count + 1);
        await blobs.SaveAsync(ImportNames.File(input.Tenant, file), part.Utf8, ct);
        files.Add(file);
        part.Clear();
    }
}
