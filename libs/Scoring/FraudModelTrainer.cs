using System.Text.Json;
using Platform.Contracts;
using Platform.Learning;
using Platform.Learning.Calibration;
using Platform.Learning.Ensembles;
using Platform.Scoring.Retraining;

namespace Platform.Scoring;

/// <summary>A transaction and what it turned out to be.</summary>
/// <param name="Transaction">The event.</param>
/// <param name="IsFraud">What it turned out to be.</param>
public sealed record LabelledTransaction(Transaction Transaction, bool IsFraud)
{
    /// <summary>When that was learnt; null when nobody said so: it is then taken for honest once it is old enough.</summary>
    public DateTimeOffset? KnownAt { get; init; }

    /// <summary>How long after an event its label is known where nothing else is said: the delay with which scoring reads labels.</summary>
    public static readonly TimeSpan UsualDelay = TimeSpan.FromDays(7);
}

/// <summary>How a model is trained.</summary>
public sealed record FraudTrainingOptions
{
    /// <summary>Sizes of the ensemble, and seed.</summary>
    public EnsembleOptions Ensemble { get; init; } = new();

    /// <summary>The latest events that are trained on; those before them only fill histories.</summary>
    public int MostEvents { get; init; } = 200_000;

    /// <summary>Examples of fraud, and as many of honest events, that are kept in the model.</summary>
    public int Examples { get; init; } = 200;
}

/// <summary>There is too little to learn from.</summary>
/// <param name="message">What is missing.</param>
public sealed class FraudTrainingException(string message) : Exception(message);

/// <summary>Trains models: features as scoring would have computed them then, an ensemble, and its quality on the time after.</summary>
public static class FraudModelTrainer
{
    private const int FewestFrauds = 20;
    private const int GoldenRows = 16;
    private const int MostExplained = 2_000;
    private const int MostPermuted = 10_000;

    /// <summary>Trains a model.</summary>
    /// <param name="features">What is computed of each event.</param>
    /// <param name="events">In any order.</param>
    /// <param name="options">Sizes and seed.</param>
    /// <param name="progress">Told of each step, in words.</param>
    /// <returns>The bytes of a <see cref="FraudModel"/>; the same arguments give the same bytes on one machine.</returns>
    /// <exception cref="FraudTrainingException">There are too few frauds in the first four fifths, or in the last.</exception>
    /// <exception cref="Learning.Boosting.XgboostException">XGBoost's library is not installed.</exception>
    public static byte[] Train(
        TransactionFeatures features, IReadOnlyList<LabelledTransaction> events, FraudTrainingOptions options,
        IProgress<string>? progress = null)
    {
        progress?.Report($"computing {features.Names.Count} features of {events.Count:N0} events");
        var all = TrainingTable.Of(features, events, options.MostEvents);
        var (past, future) = all.Split(all.Count - all.Count / 5);
        Check(past, "first four fifths");
        Check(future, "last fifth");

        progress?.Report($"training on the first {past.Count:N0} to judge by the last {future.Count:N0}");
        var judged = StackedEnsemble.FromBytes(Fit(past, options.Ensemble));
        var quality = QualityOf(judged, future);
        progress?.Report($"AUC {quality.RocAuc:0.0000}, average precision {quality.AveragePrecision:0.0000}; training on all of them");
        var bytes = Fit(all, options.Ensemble);
        return Write(features, (all, future), (bytes, judged), options, quality);
    }

    /// <summary>Trains on one part of a data set and judges by the other: the model that is written is the one that was judged.</summary>
    /// <param name="features">Those of the data set.</param>
    /// <param name="training">The rows to learn from.</param>
    /// <param name="outOfTime">The rows to judge by.</param>
    /// <param name="options">Sizes and seed; the rows are all used.</param>
    /// <returns>The bytes of a <see cref="FraudModel"/>; the same arguments give the same bytes on one machine.</returns>
    /// <exception cref="FraudTrainingException">There are too few frauds in one of the parts.</exception>
    /// <exception cref="Learning.Boosting.XgboostException">XGBoost's library is not installed.</exception>
    public static byte[] Train(
        TransactionFeatures features, DataSetRows training, DataSetRows outOfTime, FraudTrainingOptions options)
    {
        var (past, future) = (training.ToTable(), outOfTime.ToTable());
        Check(past, "training part");
        Check(future, "out-of-time part");
        var bytes = Fit(past, options.Ensemble);
        var model = StackedEnsemble.FromBytes(bytes);
        return Write(features, (past, future), (bytes, model), options, QualityOf(model, future));
    }

    private static byte[] Write(
        TransactionFeatures features, (TrainingTable All, TrainingTable Future) tables, (byte[] Final, StackedEnsemble Judged) trained,
        FraudTrainingOptions options, TrainingQuality quality)
    {
        var model = StackedEnsemble.FromBytes(trained.Final);
        var examples = tables.All.Examples(options.Examples);

        return FraudModelFile.Write(new()
        {
            FeatureSet = features.Version,
            Columns = features.Names,
            Training = tables.All.Summary(options.Ensemble.Seed, quality),
            Importance = ImportanceOf(features.Names, (model, trained.Judged), tables.Future, (ulong)options.Ensemble.Seed),
            Examples = examples.ToDocument(),
            Margins = [.. Enumerable.Range(0, Math.Min(GoldenRows, examples.Count)).Select(i => model.Margin(examples.Row(i)))],
            Ensemble = JsonSerializer.Deserialize<JsonElement>(trained.Final),
        });
    }

    private static byte[] Fit(TrainingTable table, EnsembleOptions options) =>
        EnsembleTrainer.Train(table.Rows, table.Columns, table.Labels, options);

    private static void Check(TrainingTable table, string part)
    {
        if (table.Frauds < FewestFrauds)
        {
            throw new FraudTrainingException(
                $"There are {table.Frauds} frauds in the {part} of the events; at least {FewestFrauds} are needed.");
        }
    }

    // Ranked by the margin: the calibration's steps would make ties of different scores.
    private static TrainingQuality QualityOf(StackedEnsemble model, TrainingTable table)
    {
        var (margins, probabilities) = (new double[table.Count], new double[table.Count]);
        for (var i = 0; i < margins.Length; i++)
        {
            margins[i] = model.Margin(table.Row(i));
            probabilities[i] = model.Calibration.Apply(margins[i]);
        }

        return new(
            RankingQuality.RocAuc(margins, table.Labels), RankingQuality.AveragePrecision(margins, table.Labels),
            ProbabilityQuality.ExpectedCalibrationError(probabilities, table.Labels), table.Count, table.Frauds);
    }

    // Permutation is asked of the model that has not seen the events; the others are about the one that will decide.
    private static ColumnImportance[] ImportanceOf(
        IReadOnlyList<string> names, (StackedEnsemble Final, StackedEnsemble Judged) models, TrainingTable future, ulong seed)
    {
        var (depthWise, lossGuided) = (models.Final.Members.DepthWise, models.Final.Members.LossGuided);
        var (byDepth, byLoss) = (FeatureImportance.ByGain(depthWise), FeatureImportance.ByGain(lossGuided));
        var contribution = FeatureImportance.ByContribution(new(models.Final), future.Evenly(MostExplained).Rows);
        var sample = future.Evenly(MostPermuted);
        var permutation = sample.Frauds is 0 ? new double[names.Count]
            : FeatureImportance.ByPermutation(models.Judged, sample.Rows, sample.Labels, seed);

        return [.. names.Select((name, i) => new ColumnImportance(name, (byDepth[i] + byLoss[i]) / 2, permutation[i], contribution[i]))];
    }
}
