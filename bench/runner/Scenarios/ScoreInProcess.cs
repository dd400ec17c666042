using System.Diagnostics;
using Platform.Contracts;
using Platform.Local.Launcher;
using Platform.Risk.RuleLanguage;
using Platform.Risk.Scoring;
using Platform.Scoring;

namespace Platform.Bench.Scenarios;

/// <summary>Features, rules and forest in a loop on one core: no I/O, no sidecar, the engine that the service runs.</summary>
internal sealed class ScoreInProcess : IScenario
{
    private const int TrainingEvents = 20_000;

    public string Name => "engine";

    public string Purpose => "features, rules and forest in one thread, without I/O";

    public Task RunAsync(Stage stage, CancellationToken ct)
    {
        var count = stage.Quick ? 100_000 : 500_000;
        var features = TransactionFeatures.ReadFolder(Path.Combine(Repository.Root, "apps", "risk", "features"));
        var rules = RuleFile.ReadFolder(Path.Combine(Repository.Root, "apps", "risk", "rules"), features);
        var engine = new ScoringEngine(features, new(), new(), rules);
        var events = stage.Events().Take(TrainingEvents + 2 * count).ToArray();
        engine.Model = ForestOf.Scored(engine, events.AsSpan(0, TrainingEvents));
        Score(engine, events.AsSpan(TrainingEvents, count));

        var started = Stopwatch.GetTimestamp();
        Score(engine, events.AsSpan(TrainingEvents + count));
        stage.Figures.Set("score_inprocess_eps", count / Stopwatch.GetElapsedTime(started).TotalSeconds);
        return Task.CompletedTask;
    }

    private static void Score(ScoringEngine engine, ReadOnlySpan<Transaction> events)
    {
        foreach (var transaction in events) engine.Score(transaction);
    }
}
