using Platform.Learning.Boosting;
using Platform.Learning.Features;
using Platform.Scoring.Benchmarks;

namespace Platform.Bench.Accuracy;

/// <summary>How well fraud is told from honest payments on the Fraud Detection Handbook's data, by its own protocol.</summary>
internal sealed class FraudAccuracy : IScenario
{
    public string Name => "accuracy-fraud";

    public string Group => "accuracy";

    public string Purpose => "fraud-handbook: trained on 25 to 31 July 2018, tested on 8 to 14 August, labels 7 days late; five seeds";

    public Task RunAsync(Stage stage, CancellationToken ct)
    {
        if (DataSets.Lines(stage, "fraud-handbook", HandbookPayments.FileName) is not { } lines) return Task.CompletedTask;
        if (!Xgboost.IsInstalled)
        {
            stage.Say($"skipped: apt-get install libxgboost0");
            return Task.CompletedTask;
        }

        var payments = new HandbookPayments(lines, FeatureSet.Shipped("payments"));
        var benchmark = new FraudBenchmark(payments);
        stage.Say($"{payments.Count:N0} payments; training on {benchmark.Trained:N0}, testing on {benchmark.Tested:N0}");

        var results = new List<BenchmarkResult>();
        for (var seed = 1; seed <= (stage.Quick ? 1 : Seeds.Count); seed++)
        {
            results.Add(benchmark.Run(seed));
            stage.Say($"seed {seed}: {results[^1].Words}");
        }

        Seeds.Note(stage.Figures, "handbook_auc", results.ConvertAll(result => result.RocAuc));
        Seeds.Note(stage.Figures, "handbook_ap", results.ConvertAll(result => result.AveragePrecision));
        Seeds.Note(stage.Figures, "handbook_calibration_error", results.ConvertAll(result => result.CalibrationError));
        return Task.CompletedTask;
    }
}
