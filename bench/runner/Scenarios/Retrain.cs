using System.Diagnostics;
using Platform.Bench.Accuracy;
using Platform.Contracts;
using Platform.Learning.Boosting;
using Platform.Local.Launcher;
using Platform.Scoring;
using Platform.Scoring.Benchmarks;
using Platform.Scoring.Retraining;

namespace Platform.Bench.Scenarios;

/// <summary>A whole retraining: a data set, challengers, the best of them trained, judged beside a champion, and the gate.</summary>
internal sealed class Retrain : IScenario
{
    public string Name => "retrain";

    public string Purpose =>
        "fraud-handbook: data set, 8 challengers, evaluation, bootstrap against a champion, gate; seconds and peak memory";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        if (DataSets.Lines(stage, "fraud-handbook", HandbookPayments.FileName) is not { } lines) return;
        if (!Xgboost.IsInstalled)
        {
            stage.Say($"skipped: apt-get install libxgboost0");
            return;
        }

        await stage.StopPlatformAsync();
        var (events, features) = (HandbookPayments.Transactions(lines).ToList(), TransactionFeatures.ReadFolder(FeatureFolder));
        if (stage.Quick) events = events[^200_000..];
        var began = Stopwatch.GetTimestamp();
        var dataSet = Build(features, events, Path.Combine(stage.Folder("retrain"), "dataset.bin"));
        Say(stage, began, $"features of {events.Count:N0} events; {dataSet.Summary.Training.Events:N0} rows to learn from");
        events.Clear();

        var (training, judged) = (dataSet.ReadTraining(new FraudTrainingOptions().MostEvents), dataSet.ReadOutOfTime());
        var search = SuccessiveHalving.Search(training, new(), new() { Seed = 1 }, TimeProvider.System, null, ct);
        Say(stage, began, $"{search.Report.Words}; chosen: {search.Report.Challengers[search.Report.Chosen].Options}");
        var bytes = FraudModelTrainer.Train(features, training, judged, new() { Ensemble = search.Options });
        Say(stage, began, $"the challenger is trained, {bytes.Length:N0} bytes");
        var gate = Judge(bytes, judged, null);
        Say(stage, began, $"judged; {gate.Text}");

        // The champion of a real retraining was trained before: its training does not count, comparing with it does.
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var champion = FraudModelTrainer.Train(features, training, judged, new() { Ensemble = new() { Seed = 2 } });
        var again = Stopwatch.GetTimestamp();
        Say(stage, began, $"beside a champion: {Judge(bytes, judged, champion).Text}");
        stage.Figures.Set("retrain_seconds", seconds + Stopwatch.GetElapsedTime(again).TotalSeconds);
        stage.Figures.Set("retrain_peak_mb", Process.GetCurrentProcess().PeakWorkingSet64 / (1 << 20));
    }

    private static string FeatureFolder => Path.Combine(Repository.Root, "apps", "risk", "features");

    private static DataSetFile Build(TransactionFeatures features, List<LabelledTransaction> events, string path)
    {
        using var builder = new DataSetBuilder(features, new() { AsOf = events[^1].Transaction.Time }, path);
        foreach (var e in events) builder.Add(e);
        return builder.Finish();
    }

    private static GateResult Judge(byte[] bytes, DataSetRows rows, byte[]? champion)
    {
        var options = new EvaluationOptions();
        var challenger = Evaluation.Of(FraudModel.FromBytes(bytes), bytes.Length, rows, options);
        if (champion is null) return Gate.Decide(GatePolicy.Default, null, challenger.Figures, null);

        var before = Evaluation.Of(FraudModel.FromBytes(champion), champion.Length, rows, options);
        return Gate.Decide(
            GatePolicy.Default, before.Figures, challenger.Figures, Evaluation.Difference(before, challenger, rows, options));
    }

    private static void Say(Stage stage, long began, FormattableString text) =>
        stage.Say($"{Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s: {FormattableString.Invariant(text)}");
}
