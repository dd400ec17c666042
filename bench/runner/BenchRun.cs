using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Bench.Accuracy;
using Platform.Bench.Scenarios;
using Platform.Local.Launcher;

namespace Platform.Bench;

/// <summary>Runs the scenarios one after the other on one platform of its own, and writes what they measured.</summary>
internal static class BenchRun
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>
    /// In the order in which they run; memory comes after the load of one tenant, many tenants after that, and what needs no platform last,
    /// the first of which stops it.
    /// </summary>
    public static IReadOnlyList<IScenario> Scenarios { get; } =
    [
        new StartUp(), new PublishOverhead(), new GatewayOverhead(), new AlertLag(), new SustainedIngest(), new ScoreLatency(),
        new FullDecisionCalls(), new ImportFile(),
        new AuditAppend(), new Onboarding(), new NoisyNeighbour(), new Memory(), new ManyTenants(),
        new ScoreInProcess(), new TokenCheck(), new AuditVerify(), new ActorCalls(), new WorkflowReplay(),
        new WorkflowSpeed(), new WorkflowsWaiting(), new TreeSpeed(), new ForestSpeed(), new FullDecision(),
        new SigmaSpeed(), new FeatureSpeed(), new DriftSpeed(), new NetworkAccuracy(), new FraudAccuracy(),
        new Retrain(),
    ];

    /// <summary>Runs, prints and writes; 0 when every bar is met, 2 when one is missed.</summary>
    public static async Task<int> RunAsync(BenchOptions options, CancellationToken ct)
    {
        var figures = new Figures();
        var stolen = new StolenTime();
        await using (var stage = new Stage(options, figures))
        {
            foreach (var scenario in Scenarios.Where(options.Wants))
            {
                stage.Say($"{scenario.Name}: {scenario.Purpose}");
                await scenario.RunAsync(stage, ct);
            }

            figures.Set("stolen_percent", stolen.Percent());
            stage.IsFinished = true;
        }

        foreach (var line in figures.ToTable()) Console.WriteLine(line);
        Write(figures);
        return figures.MeetBars ? 0 : 2;
    }

    private static void Write(Figures figures)
    {
        var json = new JsonObject
        {
            ["machine"] = Machine.Describe(),
            ["date"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null),
            ["commit"] = Machine.Commit(),
        };
        foreach (var (name, value) in figures.Values) json[name] = value;

        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts"));
        var path = Path.Combine(folder.FullName, "bench.json");
        File.WriteAllText(path, json.ToJsonString(Indented) + "\n");
        Console.WriteLine(path);
    }
}
