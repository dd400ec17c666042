using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Local;
using Platform.Workflows.Exports;

namespace Platform.Workflows.Tests.Exports;

/// <summary>The copy of a table with a real sidecar and files, and a registry of the test.</summary>
public sealed class ExportTableTests : IAsyncLifetime
{
    private static readonly TenantId Tenant = new("demo");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("exports-");
    private string rows = "";
    private WebApplication registry = null!;
    private LocalHost host = null!;
    private DaprClient dapr = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        registry = builder.Build();
        registry.Urls.Add($"http://{IPAddress.Loopback}:0");
        registry.MapGet("/internal/tenants/{id}/tables/{table}", () => rows);
        await registry.StartAsync(Ct);
        var port = new Uri(registry.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        host = await LocalHost.StartAsync(
            new() { Apps = [new("workflows"), new("tenants", port)], Resources = [ActivityRig.StorageOf(folder.FullName)] }, Ct);
        await Eventually.HoldsAsync(() => host.IsUp("tenants"));
        dapr = new(new DaprClientOptions { HttpEndpoint = host.HttpEndpoint("workflows") });
    }

    public async ValueTask DisposeAsync()
    {
        dapr.Dispose();
        await host.DisposeAsync();
        await registry.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_table_of_several_parts_is_one_file_of_the_archive_again()
    {
        var lines = Enumerable.Range(0, 3_000).Select(i => $$"""{"id":"{{i:0000}}","text":"{{new string('x', 400)}} \" ü"}""").ToList();
        var whole = string.Concat(lines.Select(line => line + "\n"));
        rows = $"{whole}3000\n";

        var table = await CopyAsync();

        Assert.Equal((3_000L, (long)Encoding.UTF8.GetByteCount(whole)), (table.Rows, table.Bytes));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole))), table.Sha256);
        Assert.True(table.Parts > 1);
        Assert.Equal(whole, await UnpackAsync(table));
    }

    [Theory]
    [InlineData("{\"id\":1}\n{\"id\":2}\n")]
    [InlineData("{\"id\":1}\n{\"id\":2}\n3\n")]
    [InlineData("")]
    public async Task A_table_that_breaks_off_is_no_export(string sent)
    {
        rows = sent;

        await Assert.ThrowsAsync<DaprException>(CopyAsync);
    }

    [Fact]
    public async Task An_empty_table_is_an_empty_file()
    {
        rows = "0\n";

        var table = await CopyAsync();

        Assert.Equal((0L, 0L, 0), (table.Rows, table.Bytes, table.Parts));
        Assert.Equal("", await UnpackAsync(table));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_part_that_was_altered_or_is_missing_is_found_before_it_goes_out(bool isAltered)
    {
        rows = "{\"id\":1}\n1\n";
        var table = await CopyAsync();
        var part = Path.Combine(folder.FullName, ExportNames.Part(Tenant, "notes", 0));
        if (isAltered) await File.WriteAllTextAsync(part, "{\"id\":2}\n", Ct);
        else File.Delete(part);

        await Assert.ThrowsAsync<DaprException>(() => UnpackAsync(table));
    }

    private Task<ExportedTable> CopyAsync() =>
        new ExportTable(new(dapr), new(dapr)).RunAsync(new ActivityRig.Call(), new(Tenant.ToString(), "notes"));

    private async Task<string> UnpackAsync(ExportedTable table)
    {
        var manifest = new ExportManifest
        {
            Id = Tenant, RequestedBy = "me", StartedAt = DateTimeOffset.UnixEpoch, CompletedAt = DateTimeOffset.UnixEpoch, Tables = [table],
        };
        using var archive = new MemoryStream();
        await new ExportArchive(new(dapr)).WriteAsync(manifest, archive, Ct);
        archive.Position = 0;
        await using var plain = new GZipStream(archive, CompressionMode.Decompress);
        await using var tar = new TarReader(plain);
        Assert.Equal("manifest.json", (await tar.GetNextEntryAsync(copyData: true, Ct))!.Name);
        var entry = (await tar.GetNextEntryAsync(copyData: true, Ct))!;
        Assert.Equal("notes.ndjson", entry.Name);
        if (entry.DataStream is null) return "";

        using var reader = new StreamReader(entry.DataStream);
        return await reader.ReadToEndAsync(Ct);
    }
}
