using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Contracts;

namespace Platform.System.Tests.Tenants;

/// <summary>A tenant takes all of its data out, and nobody else does.</summary>
[Collection(OnLocal.Name)]
public sealed class ExportTests(LocalPlatform fixture)
{
    [Fact]
    public async Task An_archive_holds_every_table_as_its_manifest_says()
    {
        using var boss = new Operator(fixture.Platform);
        await boss.ActiveAsync("export-all");
        using var member = fixture.Platform.Client("export-all");
        foreach (var id in (string[])["a", "b", "c"]) await Running.ScoredAsync(member, id);

        var export = await ExportedAsync(member);
        var files = await FetchAsync(member);

        Assert.Equal(ExportStatus.Completed, export.Status);
        var manifest = JsonSerializer.Deserialize(files["manifest.json"], ContractsJson.Default.ExportManifest)!;
        Assert.Equal(("export-all", "export-all"), (manifest.Id.ToString(), manifest.Tenant?.Id.ToString()));
        Assert.Equal(files.Keys.Order(), manifest.Tables.Select(table => $"{table.Name}.ndjson").Append("manifest.json").Order());
        foreach (var table in manifest.Tables)
        {
            var file = files[$"{table.Name}.ndjson"];
            Assert.Equal((table.Bytes, table.Sha256), (file.Length, Convert.ToHexStringLower(SHA256.HashData(file))));
            Assert.Equal(table.Rows, file.Count(b => b == '\n'));
        }

        Assert.Equal(["a", "b", "c"], RowsOf(files["decisions.ndjson"]).Select(row => row.GetProperty("id").GetString()).Order());
        Assert.Contains("audit_entries.ndjson", files.Keys);
        Assert.Contains("alerts.ndjson", files.Keys);
        Assert.DoesNotContain(files.Keys, name => name.Contains("outbox", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_operator_starts_an_export_and_never_reads_it()
    {
        using var boss = new Operator(fixture.Platform);
        await boss.ActiveAsync("export-asked");
        using var member = fixture.Platform.Client("export-asked");

        using var started = await boss.SendAsync("POST", "tenants/export-asked/export");

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        await Eventually.HoldsAsync(
            async () => (await FindAsync(boss.Client, "tenants/export-asked/export"))?.Manifest is not null, "exported");
        Assert.Equal(HttpStatusCode.Forbidden, (await boss.Client.GetAsync("tenant/export/file", Running.Stop)).StatusCode);
        Assert.NotEmpty(await FetchAsync(member));
    }

    [Fact]
    public async Task Another_tenant_finds_no_export()
    {
        using var owner = fixture.Platform.Client("export-owner");
        using var rival = fixture.Platform.Client("export-rival");
        await ExportedAsync(owner);

        foreach (var path in (string[])["tenant/export", "tenant/export/file", "tenants/export-owner/export"])
        {
            using var answer = await rival.GetAsync(path, Running.Stop);
            Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden, $"{path}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task A_tenant_that_is_being_erased_is_not_exported_and_its_export_goes_with_it()
    {
        using var boss = new Operator(fixture.Platform);
        await boss.ActiveAsync("export-gone");
        using var member = fixture.Platform.Client("export-gone");
        await ExportedAsync(member);

        using var erased = await boss.SendAsync("DELETE", "tenants/export-gone");
        using var refused = await boss.SendAsync("POST", "tenants/export-gone/export");
        var certificate = await boss.CertificateAsync("export-gone");

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.True(certificate.Items.Single(item => item.What is "files").Count > 0);
        Assert.Null(await FindAsync(boss.Client, "tenants/export-gone/export"));
        var left = new DirectoryInfo(Path.Combine(fixture.Platform.Run.Data.Blobs, "export-gone"));
        Assert.Empty(left.Exists ? left.GetFiles("*", SearchOption.AllDirectories) : []);
    }

    private static async Task<TenantExport> ExportedAsync(HttpClient member)
    {
        using var started = await member.PostAsync("tenant/export", null, Running.Stop);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        TenantExport? export = null;
        await Eventually.HoldsAsync(
            async () => (export = await FindAsync(member, "tenant/export")) is { Status: not ExportStatus.Running }, "exported");
        return export!;
    }

    private static async Task<TenantExport?> FindAsync(HttpClient caller, string path)
    {
        using var answer = await caller.GetAsync(path, Running.Stop);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync(ContractsJson.Default.TenantExport, Running.Stop) : null;
    }

    private static async Task<Dictionary<string, byte[]>> FetchAsync(HttpClient member)
    {
        await using var archive = await member.GetStreamAsync("tenant/export/file", Running.Stop);
        await using var plain = new GZipStream(archive, CompressionMode.Decompress);
        await using var tar = new TarReader(plain);
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (await tar.GetNextEntryAsync(copyData: true, Running.Stop) is { } entry)
        {
            using var copy = new MemoryStream();
            if (entry.DataStream is { } data) await data.CopyToAsync(copy, Running.Stop);
            files[entry.Name] = copy.ToArray();
        }

        return files;
    }

    private static IEnumerable<JsonElement> RowsOf(byte[] file) => Encoding.UTF8.GetString(file)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonSerializer.Deserialize<JsonElement>(line));
}
