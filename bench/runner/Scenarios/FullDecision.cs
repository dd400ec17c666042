using System.Diagnostics;
using System.Text;
using Platform.Contracts;
using Platform.Learning.Boosting;
using Platform.Local.Launcher;
using Platform.Risk.RuleLanguage;
using Platform.Risk.Scoring;
using Platform.Scoring;

namespace Platform.Bench.Scenarios;

/// <summary>Features, 50 rules, forest, ensemble and reasons of every decision in a loop on one core, as the service makes them.</summary>
internal sealed class FullDecision : IScenario
{
    private const int RuleCount = 50;
    private const int TrainingEvents = 20_000;

    // Reasons are written for every event, not only for those that are raised.
    private static readonly ScoringOptions Explained = new() { ExplainFrom = 1e-9 };

    public string Name => "decision";

    public string Group => "learning";

    public string Purpose => "features, 50 rules, forest, ensemble and reasons for every event, in one thread, without I/O";

    public Task RunAsync(Stage stage, CancellationToken ct)
    {
        if (!Xgboost.IsInstalled)
        {
            stage.Say($"skipped: apt-get install libxgboost0");
            return Task.CompletedTask;
        }

        var features = TransactionFeatures.ReadFolder(Path.Combine(Repository.Root, "apps", "risk", "features"));
        var events = stage.Events().Take(stage.Quick ? 60_000 : 200_000).ToArray();
        var engine = new ScoringEngine(features, new(), Explained, Rules(features));
        engine.Model = ForestOf.Scored(engine, events.AsSpan(0, TrainingEvents));
        engine.Seat(FraudScorer.Of(FraudModel.FromBytes(Ensemble(features, events[..TrainingEvents])), features), null);
        Score(engine, events.AsSpan(TrainingEvents, TrainingEvents));

        var measured = events.AsSpan(2 * TrainingEvents);
        var started = Stopwatch.GetTimestamp();
        var explained = Score(engine, measured);
        stage.Figures.Set("decision_full_eps", measured.Length / Stopwatch.GetElapsedTime(started).TotalSeconds);
        stage.Say($"{explained:N0} of {measured.Length:N0} decisions with reasons");
        return Task.CompletedTask;
    }

    /// <summary>The shipped rules, and more of their kind up to fifty.</summary>
    public static string RuleText()
    {
        var text = new StringBuilder(File.ReadAllText(Path.Combine(Repository.Root, "apps", "risk", "rules", "payments.yaml")).TrimEnd());
        var shipped = text.ToString().Split("\n  - id:").Length - 1;
        text.AppendLine();
        for (var i = shipped; i < RuleCount; i++)
        {
            text.AppendLine(null, $"  - id: bench-{i}");
            text.AppendLine(null, $"    when: amountZ > {1 + i % 5} and (sentCount1h >= {i % 7} or newPayee == 1) and currency != \"XTS\"");
            text.AppendLine(null, $"    weight: 0.0{1 + i % 9}");
            text.AppendLine("    reason: \"{amountRatio:0.0} times the usual amount\"");
        }

        return text.ToString();
    }

    private static RuleSet Rules(TransactionFeatures features) =>
        RuleFile.Parse(features, ("bench", RuleText())) is { Rules.Count: RuleCount } rules
        ? rules
        : throw new InvalidOperationException($"There are not {RuleCount} rules.");

    /// <summary>What is unusually large for its account is taken for fraud: the trees then have something to learn.</summary>
    public static byte[] Ensemble(TransactionFeatures features, IReadOnlyList<Transaction> events)
    {
        var usual = events.GroupBy(e => e.Account).ToDictionary(group => group.Key, group => group.Average(e => e.Amount));
        var labelled = events.Select(e => new LabelledTransaction(e, e.Amount > 2.5m * usual[e.Account]));
        return FraudModelTrainer.Train(features, [.. labelled], new());
    }

    private static int Score(ScoringEngine engine, ReadOnlySpan<Transaction> events)
    {
        var explained = 0;
        foreach (var transaction in events) explained += engine.Score(transaction).Reasons.Count > 0 ? 1 : 0;
        return explained;
    }
}
