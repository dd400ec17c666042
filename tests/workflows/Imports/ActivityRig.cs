using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.Dapr;
using Platform.Local;
using Platform.Workflows.Imports;

namespace Platform.Workflows.Tests;

/// <summary>The activities of an import with a real sidecar, files, and an ingest of the test; no workflow engine.</summary>
internal sealed class ActivityRig : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("workflows-");
    private readonly LocalHost host;
    private readonly DaprClient dapr;

    private ActivityRig(StubIngest ingest, DirectoryInfo folder, LocalHost host)
    {
        (Ingest, this.folder, this.host) = (ingest, folder, host);
        dapr = new(new DaprClientOptions { HttpEndpoint = host.HttpEndpoint("workflows") });
        Blobs = new(dapr);
    }

    public StubIngest Ingest { get; }

    public BlobStore Blobs { get; }

    public ManualTime Time { get; } = new();

    public static ImportInput Input { get; } = new()
    {
        Tenant = "demo", Id = "a1", File = "in/f.csv", Limits = new(ChunkRows: 2, ChunkBytes: 100_000, 4, 250, MaxChunks: 1_000),
    };

    public static async Task<ActivityRig> StartAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("workflows-");
        var ingest = await StubIngest.StartAsync();
        var host = await LocalHost.StartAsync(
            new()
            {
                Apps = [new("workflows"), new("ingest", ingest.Port)],
                Resources = [StorageOf(folder.FullName)],
            },
            ct);
        await Eventually.HoldsAsync(() => host.IsUp("ingest"));
        return new(ingest, folder, host);
    }

    public static string StorageOf(string folder) => $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: blobs}
        spec: {type: bindings.localstorage, version: v1, metadata: [{name: rootPath, value: "{{folder}}"}]}
        """;

    public Task<ImportPlan> SplitAsync(ImportInput? input = null) =>
        new SplitFile(Blobs, NullLogger<SplitFile>.Instance).RunAsync(new Call(), input ?? Input);

    public Task<ChunkResult> ImportAsync(int chunk) =>
        new ImportChunk(Blobs, Send(), new(new Meters())).RunAsync(new Call(), new("demo", "a1", chunk));

    public Task<string[]> WriteRejectedAsync(params int[] chunks) =>
        new WriteRejected(Blobs).RunAsync(new Call(), new("demo", "a1", Input.File, chunks));

    public Task RemoveLeftoversAsync() => new RemoveLeftovers(Blobs).RunAsync(new Call(), new("demo", "a1"));

    public Task RemoveChunksAsync(int from, int to) => new RemoveChunks(Blobs).RunAsync(new Call(), new("demo", "a1", from, to));

    public SendEvents Send() => new(dapr, Options.Create(new WorkflowsOptions { SendAttempts = 3, SendRows = 2 }), Time);

    /// <summary>Puts a file where the tenant's files are.</summary>
    public void Put(string name, byte[] bytes)
    {
        var path = Path.Combine(folder.FullName, "demo", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    public void Put(string name, string text) => Put(name, Encoding.UTF8.GetBytes(text));

    public string Text(string name) => File.ReadAllText(Path.Combine(folder.FullName, "demo", name));

    /// <summary>The files of an import's folder, by name.</summary>
    public IReadOnlyList<string> Leftovers()
    {
        var path = Path.Combine(folder.FullName, "demo/.imports/a1");
        if (!Directory.Exists(path)) return [];

        return [.. Directory.GetFiles(path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
    }

    public async ValueTask DisposeAsync()
    {
        dapr.Dispose();
        await host.DisposeAsync();
        await Ingest.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private sealed class Meters : System.Diagnostics.Metrics.IMeterFactory
    {
        public System.Diagnostics.Metrics.Meter Create(System.Diagnostics.Metrics.MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }

    internal sealed class Call : WorkflowActivityContext
    {
        public override string Identifier => "activity";

        public override string InstanceId => "import-demo-a1";

        public override string TaskExecutionKey { get; } = Guid.NewGuid().ToString("N");

        public override CancellationToken CancellationToken => TestContext.Current.CancellationToken;
    }
}
