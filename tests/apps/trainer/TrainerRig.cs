using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Local;
using Platform.Trainer.Retraining;
using Platform.Trainer.Services;

namespace Platform.Trainer.Tests;

/// <summary>The activities with a real sidecar, files, and a risk and a models of the test; no workflow engine.</summary>
public sealed class TrainerRig : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("trainer-");
    private readonly List<IAsyncDisposable> running = [];
    private int tenants;

    internal StubRisk Risk { get; } = new();

    internal StubModels Models { get; } = new();

    internal DaprClient Dapr { get; private set; } = null!;

    internal TrainerOptions Options { get; private set; } = null!;

    internal string Blobs => Path.Combine(folder.FullName, "blobs");

    internal static string StorageOf(string folder) => $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: blobs}
        spec: {type: bindings.localstorage, version: v1, metadata: [{name: rootPath, value: "{{folder}}"}]}
        """;

    public async ValueTask InitializeAsync()
    {
        var (risk, models) = (await StubHost.StartAsync(Risk.Map), await StubHost.StartAsync(Models.Map));
        var host = await LocalHost.StartAsync(
            new()
            {
                Apps = [new("trainer"), new("risk", risk.Port), new("models", models.Port)],
                Resources = [StorageOf(Directory.CreateDirectory(Blobs).FullName)],
            },
            TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => host.IsUp("risk") && host.IsUp("models"));
        running.AddRange([host, risk, models]);
        Dapr = new(new DaprClientOptions { HttpEndpoint = host.HttpEndpoint("trainer") });
        var policy = Path.Combine(folder.FullName, "gate.yaml");
        await File.WriteAllTextAsync(policy, "requireGain: true\n", TestContext.Current.CancellationToken);
        Options = new()
        {
            Scratch = Path.Combine(folder.FullName, "scratch"), Policy = policy, LabelDelayDays = 2, OutOfTimeDays = 8,
        };
    }

    public async ValueTask DisposeAsync()
    {
        Dapr.Dispose();
        foreach (var one in running) await one.DisposeAsync();
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A tenant that nobody else has.</summary>
    internal RetrainingInput NewInput() => new($"tenant-{Interlocked.Increment(ref tenants)}", "run-1", "ada")
    {
        Challengers = 1, TrainingDays = 16, Seed = 4,
    };

    internal DataSetFiles Files() => new(new(Dapr), Wrapped());

    internal Task<BuiltDataSet> BuildAsync(RetrainingInput input) =>
        new BuildDataSet(new(Dapr), new(Dapr), Files(), Wrapped(), NullLogger<BuildDataSet>.Instance).RunAsync(new Call(), input);

    internal Task<FoundChallenger> SearchAsync(RetrainingInput input, string dataSet) =>
        new SearchChallengers(Files(), Wrapped(), TimeProvider.System).RunAsync(new Call(), new(input, dataSet));

    internal Task<TrainedChallenger> TrainAsync(RetrainingInput input, string dataSet) =>
        new TrainChallenger(new(Dapr), new(Dapr), Files(), Wrapped()).RunAsync(new Call(), new(input, dataSet, 0));

    internal Task<JudgedChallenger> JudgeAsync(RetrainingInput input, string dataSet, string challenger) =>
        new JudgeChallenger(new(Dapr), Files(), Wrapped(), TimeProvider.System)
            .RunAsync(new Call(), new(input, dataSet, challenger) { Findings = [] });

    internal Task<RetrainingRun> RecordAsync(RetrainingInput input, RetrainingRun run) =>
        new RecordRun(new(Dapr), Files()).RunAsync(new Call(), new(input.Tenant, run));

    internal Task<string?> PromoteAsync(RetrainingInput input, string challenger) =>
        new PromoteChallenger(new(Dapr)).RunAsync(new Call(), new(input.Tenant, new(challenger, "ada", "It passed.")));

    private IOptions<TrainerOptions> Wrapped() => Microsoft.Extensions.Options.Options.Create(Options);

    internal sealed class Call : WorkflowActivityContext
    {
        public override string Identifier => "activity";

        public override string InstanceId => "retrain-tenant";

        public override string TaskExecutionKey { get; } = Guid.NewGuid().ToString("N");

        public override CancellationToken CancellationToken => TestContext.Current.CancellationToken;
    }
}
