using Platform.Learning;
using Platform.Learning.Calibration;
using Platform.Learning.Ensembles;

namespace Platform.Scoring.Benchmarks;

/// <summary>How good a model trained by the benchmark's protocol is.</summary>
/// <param name="RocAuc">Area under the ROC curve.</param>
/// <param name="AveragePrecision">Average precision.</param>
/// <param name="CalibrationError">Expected calibration error.</param>
public sealed record BenchmarkResult(double RocAuc, double AveragePrecision, double CalibrationError)
{
    /// <summary>In words.</summary>
    public string Words => FormattableString.Invariant(
        $"AUC {RocAuc:F4}, AP {AveragePrecision:F4}, calibration error {CalibrationError:F4}");
}

/// <summary>The usual ensemble, trained and tested by the handbook's protocol.</summary>
public sealed class FraudBenchmark
{
    private readonly (float[] Rows, bool[] Labels) train;
    private readonly (float[] Rows, bool[] Labels) test;
    private readonly int columns;

    /// <summary>Prepares the two weeks.</summary>
    /// <param name="payments">The payments with their features.</param>
    public FraudBenchmark(HandbookPayments payments) =>
        (train, test, columns) = (payments.Training(), payments.Testing(), payments.Columns);

    /// <summary>Rows trained on.</summary>
    public int Trained => train.Labels.Length;

    /// <summary>Rows tested on.</summary>
    public int Tested => test.Labels.Length;

    /// <summary>Trains and tests once.</summary>
    /// <param name="seed">Of all drawing.</param>
    /// <returns>How good the model is; the same seed gives the same on one machine.</returns>
    /// <exception cref="Learning.Boosting.XgboostException">XGBoost's library is not installed.</exception>
    /// <remarks>Ranked by the margin: the calibration's steps would make ties of different scores.</remarks>
    public BenchmarkResult Run(int seed)
    {
        var model = StackedEnsemble.FromBytes(EnsembleTrainer.Train(train.Rows, columns, train.Labels, new() { Seed = seed }));
        var (margins, probabilities) = (new double[Tested], new double[Tested]);
        for (var i = 0; i < margins.Length; i++)
        {
            margins[i] = model.Margin(test.Rows.AsSpan(i * columns, columns));
            probabilities[i] = model.Calibration.Apply(margins[i]);
        }

        return new(
            RankingQuality.RocAuc(margins, test.Labels), RankingQuality.AveragePrecision(margins, test.Labels),
            ProbabilityQuality.ExpectedCalibrationError(probabilities, test.Labels));
    }
}
