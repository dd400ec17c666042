using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Platform.Contracts;

namespace Platform.System.Tests;

/// <summary>One import of a tenant through the public API, with its file in the blob storage of the running platform.</summary>
internal sealed class TenantImport(Running platform, string tenant) : IDisposable
{
    private const string Id = "years";
    private const string Header = "id,time,kind,amount,currency,account,counterparty";

    private readonly HttpClient client = platform.Client(tenant);

    private string Folder => Path.Combine(platform.Run.Data.Blobs, tenant);

    /// <summary>A row with the number as its id.</summary>
    public static string Row(int n) => $"{n},2026-01-01T00:00:00Z,payment,{n % 97 + 1}.5,EUR,c{n % 997},t{n % 89}";

    /// <summary>Puts a gzip of these rows where the tenant's files are, and starts importing it.</summary>
    public async Task StartAsync(IEnumerable<string> rows)
    {
        Directory.CreateDirectory(Folder);
        await using (var gzip = new GZipStream(File.Create(Path.Combine(Folder, "years.csv.gz")), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(string.Join('\n', rows.Prepend(Header))));
        }

        var request = new ImportRequest { File = "years.csv.gz", Id = Id };
        var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Default.ImportRequest));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        await PostAsync("imports", body);
    }

    /// <summary><c>pause</c> or <c>resume</c>.</summary>
    public Task ChangeAsync(string verb) => PostAsync($"imports/{Id}/{verb}", null);

    /// <summary>Waits until the import is so far. While its service is away the gateway says 503, and that is waited out.</summary>
    public async Task<Import> UntilAsync(Func<Import, bool> holds, string what)
    {
        Import? seen = null;
        await Eventually.HoldsAsync(async () => (seen = await LookAsync()) is not null && holds(seen), what);
        return seen!;
    }

    /// <summary>Waits until it has ended.</summary>
    public async Task<ImportReport> EndAsync()
    {
        var ended = await UntilAsync(
            import => import.Status is not (ImportStatus.Waiting or ImportStatus.Running or ImportStatus.Paused), "the import ends");
        return ended.Report ?? throw new InvalidOperationException($"{ended.Status}: {ended.Error}");
    }

    /// <summary>The text of a file of the tenant.</summary>
    public string Text(string name) => File.ReadAllText(Path.Combine(Folder, name));

    public void Dispose() => client.Dispose();

    private async Task<Import?> LookAsync()
    {
        using var response = await client.GetAsync($"imports/{Id}", Running.Stop);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadFromJsonAsync(ContractsJson.Default.Import, Running.Stop)
            : null;
    }

    private async Task PostAsync(string path, HttpContent? body)
    {
        using var response = await client.PostAsync(path, body, Running.Stop);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Running.Stop));
    }
}
