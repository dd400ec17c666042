using Platform.Learning;
using Platform.Learning.Boosting;
using Platform.Learning.Calibration;
using Platform.Learning.Ensembles;
using Platform.Learning.Features;

namespace Platform.Bench.Accuracy;

/// <summary>How well fraud is told from honest payments on the Fraud Detection Handbook's data, by its own protocol.</summary>
internal sealed class FraudAccuracy : IScenario
{
    public string Name => "accuracy-fraud";

    public string Group => "accuracy";

    public string Purpose => "fraud-handbook: trained on 25 to 31 July 2018, tested on 8 to 14 August, labels 7 days late; five seeds";

    public Task RunAsync(Stage stage, CancellationToken ct)
    {
        if (DataSets.Lines(stage, "fraud-handbook", "tx_2018-06-17_2018-08-14.csv.gz") is not { } lines) return Task.CompletedTask;
        if (!Xgboost.IsInstalled)
        {
            stage.Say($"skipped: apt-get install libxgboost0");
            return Task.CompletedTask;
        }

        var payments = new HandbookPayments(lines, FeatureSet.Shipped("payments"));
        var (train, test) = (payments.Training(), payments.Testing());
        stage.Say($"{payments.Count:N0} payments; training on {train.Labels.Length:N0}, testing on {test.Labels.Length:N0}");

        var results = new List<(double Auc, double Precision, double Error)>();
        for (var seed = 1; seed <= (stage.Quick ? 1 : Seeds.Count); seed++)
        {
            var model = StackedEnsemble.FromBytes(EnsembleTrainer.Train(train.Rows, payments.Columns, train.Labels, new() { Seed = seed }));
            results.Add(Judge(model, test.Rows, test.Labels));
            stage.Say($"seed {seed}: AUC {results[^1].Auc:F4}, AP {results[^1].Precision:F4}, calibration error {results[^1].Error:F4}");
        }

        Seeds.Note(stage.Figures, "handbook_auc", results.ConvertAll(result => result.Auc));
        Seeds.Note(stage.Figures, "handbook_ap", results.ConvertAll(result => result.Precision));
        Seeds.Note(stage.Figures, "handbook_calibration_error", results.ConvertAll(result => result.Error));
        return Task.CompletedTask;
    }

    // Ranked by the margin: the calibration's steps would make ties of different scores.
    private static (double Auc, double Precision, double Error) Judge(StackedEnsemble model, float[] rows, bool[] labels)
    {
        var (margins, probabilities) = (new double[labels.Length], new double[labels.Length]);
        for (var i = 0; i < labels.Length; i++)
        {
            margins[i] = model.Margin(rows.AsSpan(i * model.Columns, model.Columns));
            probabilities[i] = model.Calibration.Apply(margins[i]);
        }

        return (
            RankingQuality.RocAuc(margins, labels), RankingQuality.AveragePrecision(margins, labels),
            ProbabilityQuality.ExpectedCalibrationError(probabilities, labels));
    }
}
