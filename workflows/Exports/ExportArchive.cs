using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Workflows.Exports;

/// <summary>
/// The archive of an export: a gzipped tar with <c>manifest.json</c> and one NDJSON file a table. It is made while it is fetched; only one
/// table at a time is on this machine's disk, and its hash is checked before it goes out.
/// </summary>
internal sealed class ExportArchive(BlobStore blobs)
{
    /// <summary>Writes the archive.</summary>
    /// <exception cref="DaprException">A table is missing or is not what was exported; the archive breaks off.</exception>
    public async Task WriteAsync(ExportManifest manifest, Stream output, CancellationToken ct)
    {
        await using var zip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);
        await using var tar = new TarWriter(zip, TarEntryFormat.Pax, leaveOpen: true);
        var described = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(manifest, ContractsJson.Default.ExportManifest));
        await AddAsync(tar, "manifest.json", described, manifest, ct);
        foreach (var table in manifest.Tables)
        {
            await using var file = await GatherAsync(manifest.Id, table, ct);
            await AddAsync(tar, $"{table.Name}.ndjson", file, manifest, ct);
        }
    }

    private static Task AddAsync(TarWriter tar, string name, Stream content, ExportManifest manifest, CancellationToken ct) =>
        tar.WriteEntryAsync(
            new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content, ModificationTime = manifest.CompletedAt }, ct);

    private async Task<FileStream> GatherAsync(TenantId tenant, ExportedTable table, CancellationToken ct)
    {
        var file = new FileStream(Path.GetTempFileName(), new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });
        try
        {
            for (var part = 0; part < table.Parts; part++)
            {
                if (!await blobs.CopyToAsync(ExportNames.Part(tenant, table.Name, part), file, ct))
                    throw new DaprException($"A piece of the table {table.Name} is missing. Ask for a new export.");
            }

            file.Position = 0;
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
            if (hash != table.Sha256) throw new DaprException($"The table {table.Name} is not what was exported. Ask for a new export.");

            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }
}
