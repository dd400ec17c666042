using System.Net.Http.Headers;
using System.Text.Json;
using Platform.Contracts;
using Platform.Load.Sending;
using Platform.Local.Launcher;

namespace Platform.Bench.Scenarios;

/// <summary>How fast a file is imported from end to end by the workflow, decided at the same time as in ordinary operation.</summary>
internal sealed class ImportFile : IScenario
{
    private const string Handbook = "fraud-handbook/tx_2018-06-17_2018-08-14.csv.gz";
    private const string Name = "handbook.csv.gz";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    string IScenario.Name => "import";

    public string Purpose => "the handbook file through the import workflow, from the request to the report";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        // Beside the clone; it is public and not ours to ship.
        var file = Path.GetFullPath(Path.Combine(Repository.Root, "../shared/data", Handbook));
        if (!File.Exists(file))
        {
            stage.Say($"import: left out, since there is no {file}");
            return;
        }

        var run = await stage.PlatformAsync(ct);
        Put(file, Path.Combine(run.Data.Blobs, Stage.Tenant));
        using var gateway = await stage.GatewayAsync(ct);
        var import = await ImportAsync(stage, gateway, ct);
        var report = import.Report ?? throw new BenchException($"The import is {import.Status}: {import.Error}");
        stage.Say($"{report.Rows:N0} rows: accepted {report.Accepted:N0}, known {report.Duplicates:N0}, rejected {report.Rejected:N0}");
        stage.Figures.Set("import_rows_per_s", report.RowsPerSecond);
        stage.Figures.Set("import_rows_uncounted", report.Rows - report.Accepted - report.Duplicates - report.Rejected);
    }

    private static void Put(string file, string folder)
    {
        Directory.CreateDirectory(folder);
        File.Copy(file, Path.Combine(folder, Name), overwrite: true);
    }

    private static async Task<Import> ImportAsync(Stage stage, GatewayClient gateway, CancellationToken ct)
    {
        var request = JsonSerializer.SerializeToUtf8Bytes(new() { File = Name }, ContractsJson.Default.ImportRequest);
        var content = new ByteArrayContent(request) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        var import = await SendAsync(gateway, new(HttpMethod.Post, "imports") { Content = content }, ct);
        for (var polls = 0; import.Status is ImportStatus.Waiting or ImportStatus.Running; polls++)
        {
            if (polls % 40 == 39) stage.Say($"{import.Progress?.Done ?? 0:N0} rows, {import.Progress?.RowsPerSecond ?? 0:N0} rows/s");
            await Task.Delay(Poll, ct);
            import = await SendAsync(gateway, new(HttpMethod.Get, $"imports/{import.Id}"), ct);
        }

        return import;
    }

    private static async Task<Import> SendAsync(GatewayClient gateway, HttpRequestMessage request, CancellationToken ct)
    {
        using (request)
        using (var response = await gateway.SendAsync(request, ct))
        {
            await GatewayClient.EnsureAsync(response, ct);
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            return await JsonSerializer.DeserializeAsync(body, ContractsJson.Default.Import, ct)
                ?? throw new BenchException("The gateway answered nothing.");
        }
    }
}
