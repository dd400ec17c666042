using System.Diagnostics;
using System.Globalization;
using Platform.Contracts;
using Platform.Learning.Calibration;
using Platform.Learning.Evaluation;

namespace Platform.Scoring.Retraining;

/// <summary>How models are judged.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Share of events that are looked at.</summary>
    public double AlertRate { get; init; } = 0.01;

    /// <summary>Numbers of highest events for precision.</summary>
    public IReadOnlyList<int> PrecisionAt { get; init; } = [100, 500, 1_000];

    /// <summary>Alert rates of the cost curve.</summary>
    public IReadOnlyList<double> CostRates { get; init; } = [0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1];

    /// <summary>What it costs to look at an event, in the unit of the amounts.</summary>
    public double CostOfLook { get; init; } = 5;

    /// <summary>Replicates of the bootstrap.</summary>
    public int Replicates { get; init; } = 400;

    /// <summary>The most slices of a kind; the smaller ones are taken together as <c>other</c>.</summary>
    public int MostSlices { get; init; } = 20;

    /// <summary>Of all drawing.</summary>
    public int Seed { get; init; }

    internal BootstrapOptions Bootstrap => new() { Replicates = Replicates, AlertRate = AlertRate, Seed = (ulong)Seed };
}

/// <summary>A model that was judged.</summary>
/// <param name="Figures">How good it is.</param>
/// <param name="Margins">What it gave for each row, so that two models can be compared.</param>
public sealed record EvaluatedModel(ModelEvaluation Figures, double[] Margins);

/// <summary>Judges models by the out-of-time part of a data set.</summary>
public static class Evaluation
{
    private const int TimedRows = 2_000;
    private const int TimedTurns = 3;

    /// <summary>Whether a model reads the rows of a data set.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataSet">What the data set holds.</param>
    /// <returns>False for a model of other features: it cannot be judged by these rows.</returns>
    public static bool CanJudge(FraudModel model, DataSetSummary dataSet) =>
        model.FeatureSet == dataSet.FeatureSet && model.Columns.SequenceEqual(dataSet.Columns);

    /// <summary>Judges a model.</summary>
    /// <param name="model">One that reads these rows, see <see cref="CanJudge"/>.</param>
    /// <param name="bytes">Size of its file.</param>
    /// <param name="rows">The out-of-time part.</param>
    /// <param name="options">How.</param>
    /// <returns>Its figures.</returns>
    /// <exception cref="ArgumentException">The model has another number of features than the rows.</exception>
    /// <remarks>
    /// Ranked by the margin: the calibration's steps would make ties of different scores. All but the latency is deterministic.
    /// </remarks>
    public static EvaluatedModel Of(FraudModel model, int bytes, DataSetRows rows, EvaluationOptions options)
    {
        if (model.Columns.Count != rows.Columns) throw new ArgumentException("The model reads other features.", nameof(model));

        var (margins, probabilities, labels) = (new double[rows.Count], new double[rows.Count], rows.Events.Labels);
        for (var i = 0; i < margins.Length; i++)
        {
            margins[i] = model.Ensemble.Margin(rows.Row(i));
            probabilities[i] = model.Ensemble.Calibration.Apply(margins[i]);
        }

        var ranking = new AlertRanking(margins, labels, rows.Amounts);
        var intervals = PairedBootstrap.Of(margins, labels, options.Bootstrap);
        var (p50, p99) = LatencyOf(model, rows);
        return new(
            new()
            {
                Model = model.Version, Events = rows.Count, Frauds = rows.Frauds, AlertRate = options.AlertRate, Bytes = bytes,
                RocAuc = FigureOf(intervals.RocAuc), AveragePrecision = FigureOf(intervals.AveragePrecision),
                Recall = FigureOf(intervals.Recall),
                PrecisionAt = [.. options.PrecisionAt.Where(k => k <= rows.Count).Select(k => new PrecisionAtK(k, ranking.PrecisionAt(k)))],
                CalibrationError = ProbabilityQuality.ExpectedCalibrationError(probabilities, labels),
                Brier = ProbabilityQuality.Brier(probabilities, labels),
                Costs = [.. options.CostRates.Select(rate => PointOf(ranking.CostAt(rate, options.CostOfLook)))],
                Slices = SlicesOf(margins, rows, options), LatencyP50Micros = p50, LatencyP99Micros = p99,
            },
            margins);
    }

    /// <summary>How a challenger differs from the champion.</summary>
    /// <param name="champion">Judged by the same rows.</param>
    /// <param name="challenger">Judged by the same rows.</param>
    /// <param name="rows">The out-of-time part.</param>
    /// <param name="options">How.</param>
    /// <returns>Challenger minus champion, by paired bootstrap.</returns>
    /// <exception cref="ArgumentException">The models were judged by other rows.</exception>
    public static ModelDifferences Difference(
        EvaluatedModel champion, EvaluatedModel challenger, DataSetRows rows, EvaluationOptions options)
    {
        var intervals = PairedBootstrap.Difference(champion.Margins, challenger.Margins, rows.Events.Labels, options.Bootstrap);
        return new(FigureOf(intervals.RocAuc), FigureOf(intervals.AveragePrecision), FigureOf(intervals.Recall));
    }

    private static MeasuredFigure FigureOf(Interval interval) =>
        new(Known(interval.Value), Known(interval.Low), Known(interval.High));

    private static double? Known(double value) => double.IsFinite(value) ? value : null;

    private static CostPoint PointOf(CostOfAlerts cost) => new(cost.AlertRate, cost.Looks, cost.LostShare, cost.Cost);

    private static SliceFigures[] SlicesOf(double[] margins, DataSetRows rows, EvaluationOptions options)
    {
        (string Kind, string[] Names)[] kinds =
            [("segment", rows.Segments), ("channel", rows.Channels), ("amount", Array.ConvertAll(rows.Amounts, BandOf))];
        return
        [
            .. kinds.SelectMany(kind => SliceQuality
                .Of(margins, rows.Events.Labels, LargestOf(kind.Names, options.MostSlices), options.AlertRate)
                .Select(one => new SliceFigures(kind.Kind, one.Name, one.Events, one.Frauds, Known(one.RocAuc), Known(one.AveragePrecision))
                {
                    Recall = Known(one.Recall),
                })),
        ];
    }

    private static string[] LargestOf(string[] names, int most)
    {
        var largest = names.CountBy(name => name, StringComparer.Ordinal).OrderByDescending(one => one.Value)
            .ThenBy(one => one.Key, StringComparer.Ordinal).Take(most).Select(one => one.Key).ToHashSet(StringComparer.Ordinal);
        return Array.ConvertAll(names, name => largest.Contains(name) ? name : "other");
    }

    private static string BandOf(double amount)
    {
        var least = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(1, amount))));
        return amount < 10 ? "below 10" : string.Create(CultureInfo.InvariantCulture, $"{least} to {least * 10}");
    }

    // Of several turns the fastest: what else the machine did is not the model's doing.
    private static (double P50, double P99) LatencyOf(FraudModel model, DataSetRows rows)
    {
        if (rows.Count is 0) return (0, 0);

        var micros = new double[Math.Min(TimedRows, rows.Count)];
        Array.Fill(micros, double.PositiveInfinity);
        for (var turn = 0; turn < TimedTurns; turn++)
        {
            for (var i = 0; i < micros.Length; i++)
            {
                var row = rows.Row((int)((long)i * rows.Count / micros.Length));
                var began = Stopwatch.GetTimestamp();
                _ = model.Ensemble.Predict(row);
                micros[i] = Math.Min(micros[i], Stopwatch.GetElapsedTime(began).TotalMicroseconds);
            }
        }

        Array.Sort(micros);
        return (micros[micros.Length / 2], micros[Math.Min(micros.Length - 1, micros.Length * 99 / 100)]);
    }
}
