using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;
using Platform.Workflows.Tenants;

namespace Platform.Workflows.Exports;

/// <summary>Copies a table into blob storage. Done again, it writes over what an attempt before left.</summary>
internal sealed class ExportTable(TenantRegistry registry, BlobStore blobs) : WorkflowActivity<TableTask, ExportedTable>
{
    private const int LongestRow = 16 << 20;

    public override async Task<ExportedTable> RunAsync(WorkflowActivityContext context, TableTask input)
    {
        var (tenant, ct) = (new TenantId(input.Tenant), context.CancellationToken);
        using var rows = await registry.OpenTableAsync(tenant, input.Table, ct);
        using var parts = new TableParts(blobs, tenant, input.Table);
        var announced = await CopyAsync(PipeReader.Create(await rows.Content.ReadAsStreamAsync(ct)), parts, ct);
        return announced == parts.Rows
            ? await parts.FinishAsync(ct)
            : throw new DaprException($"Reading the table {input.Table} broke off after {parts.Rows} rows.");
    }

    /// <summary>Copies rows to the end.</summary>
    /// <returns>The number that the last line says; null when it is missing.</returns>
    private static async Task<long?> CopyAsync(PipeReader input, TableParts parts, CancellationToken ct)
    {
        var lines = new LineCutter(LongestRow);
        long? announced = null;
        for (var isDone = false; !isDone;)
        {
            var read = await input.ReadAsync(ct);
            var rest = read.Buffer;
            while (lines.TryCut(ref rest, read.IsCompleted, out var line))
            {
                if (line.IsTooLong) throw new DaprException($"A row is longer than {LongestRow} bytes.");
                if (CountIn(line.Bytes) is { } count) announced = count;
                else await parts.AddAsync(line.Bytes, ct);
            }

            input.AdvanceTo(rest.Start, rest.End);
            isDone = read.IsCompleted;
        }

        return announced;
    }

    // Rows are JSON objects, so a number is no row.
    private static long? CountIn(ReadOnlySequence<byte> line) =>
        line.Length is > 0 and < 20 && Utf8Parser.TryParse(line.ToArray(), out long count, out var length) && length == line.Length
            ? count
            : null;
}
