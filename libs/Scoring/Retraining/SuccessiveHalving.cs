using System.Numerics;
using Platform.Contracts;
using Platform.Learning;
using Platform.Learning.Boosting;
using Platform.Learning.Ensembles;

namespace Platform.Scoring.Retraining;

/// <summary>How long and how widely is searched.</summary>
public sealed record SearchOptions
{
    /// <summary>Challengers, 1 to 64.</summary>
    public int Challengers { get; init; } = 8;

    /// <summary>No rung begins after this time.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Challengers that are trained at once, 1 to 64; each takes its own memory. Does not change the result.</summary>
    public int AtOnce { get; init; } = Math.Min(2, Environment.ProcessorCount);

    /// <summary>The most rows that challengers are compared on, evenly over the time.</summary>
    public int MostJudged { get; init; } = 50_000;

    /// <summary>Of all drawing.</summary>
    public int Seed { get; init; }
}

/// <summary>What a search found.</summary>
/// <param name="Options">To train the challenger with.</param>
/// <param name="Report">How it was chosen.</param>
public sealed record SearchResult(EnsembleOptions Options, SearchReport Report);

/// <summary>Finds good options: many challengers on few rows, the better half on twice as many, until one is left.</summary>
/// <remarks>
/// Challengers differ in their trees, so only those are trained, and their mean margin is judged by average precision on the last fifth of
/// the training part; the out-of-time part is never looked at. Deterministic but for the budget, which may end the search between rungs.
/// Source: Jamieson, Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", AISTATS 2016.
/// </remarks>
public static class SuccessiveHalving
{
    /// <summary>Searches.</summary>
    /// <param name="training">The training part of a data set.</param>
    /// <param name="space">Among which options.</param>
    /// <param name="options">How long.</param>
    /// <param name="time">The clock of the budget.</param>
    /// <param name="progress">Told of each rung, in words.</param>
    /// <param name="ct">Ends the search between trainings.</param>
    /// <returns>The best options.</returns>
    /// <exception cref="FraudTrainingException">Frauds are missing in one of the parts.</exception>
    /// <exception cref="XgboostException">XGBoost's library is not installed.</exception>
    public static SearchResult Search(
        DataSetRows training, SearchSpace space, SearchOptions options, TimeProvider time, IProgress<string>? progress = null,
        CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.Challengers is >= 1 and <= 64, true, nameof(options.Challengers));
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.AtOnce is >= 1 and <= 64, true, nameof(options.AtOnce));
        var began = time.GetTimestamp();
        var race = Race.Of(training, space, options);
        for (var rung = 0; rung < race.Rungs; rung++)
        {
            if (rung > 0 && time.GetElapsedTime(began) > options.Budget) return race.End(isCutShort: true);

            race.Run(rung, ct);
            progress?.Report(race.Words(rung));
        }

        return race.End(isCutShort: false);
    }

    private sealed class Race(TrainingTable past, TrainingTable judged, IReadOnlyList<Runner> runners, SearchOptions options)
    {
        private int ran;

        public int Rungs { get; } = Math.Max(1, BitOperations.Log2((uint)runners.Count - 1) + (runners.Count > 1 ? 1 : 0));

        public static Race Of(DataSetRows training, SearchSpace space, SearchOptions options)
        {
            var table = training.ToTable();
            var (past, future) = table.Split(table.Count - table.Count / 5);
            var judged = future.Evenly(options.MostJudged);
            if (past.Frauds is 0 || judged.Frauds is 0)
                throw new FraudTrainingException("The training part has no frauds in its first four fifths, or in its last.");

            var drawn = space.Draw(options.Challengers, (ulong)options.Seed);
            return new(past, judged, [.. drawn.Select((one, i) => new Runner(i, one with { Seed = options.Seed }))], options);
        }

        public void Run(int rung, CancellationToken ct)
        {
            var rows = past.Evenly((int)(past.Count >> (Rungs - 1 - rung)));
            if (rows.Frauds is 0) throw new FraudTrainingException($"There is no fraud among the {rows.Count} rows of rung {rung + 1}.");

            var limits = new ParallelOptions { MaxDegreeOfParallelism = options.AtOnce, CancellationToken = ct };
            Parallel.ForEach(Best(rung), limits, runner => runner.Scores.Add(Judge(rows, runner.Options)));
            ran = rung + 1;
        }

        public string Words(int rung)
        {
            var best = Best(rung + 1)[0];
            return FormattableString.Invariant(
                $"rung {rung + 1} of {Rungs}: best average precision {best.Scores[^1]:0.0000} by challenger {best.Number}");
        }

        public SearchResult End(bool isCutShort)
        {
            var best = Best(ran)[0];
            var words = $"{runners.Count} challengers, {ran} of {Rungs} rungs of growing parts of {past.Count:N0} rows, judged on the "
                + $"{judged.Count:N0} after them" + (isCutShort ? "; the time ran out before the last rung" : "");
            return new(best.Options, new(
                best.Number, [.. runners.Select(one => new ChallengerFigures(one.Number, SearchSpace.Words(one.Options), one.Scores))],
                isCutShort, words));
        }

        // Those that came furthest, the best of them first; of equals the one that was drawn first.
        private List<Runner> Best(int rung) =>
        [
            .. runners.Where(one => one.Scores.Count >= rung).OrderByDescending(one => one.Scores.LastOrDefault())
                .ThenBy(one => one.Number).Take(Math.Max(1, runners.Count >> rung)),
        ];

        private double Judge(TrainingTable rows, EnsembleOptions one)
        {
            var labels = Array.ConvertAll(rows.Labels, label => label ? 1f : 0);
            var depthWise = BoostedTrees.FromXgboostJson(
                Xgboost.Train(rows.Rows, rows.Columns, labels, one.DepthWise with { Seed = one.Seed }));
            var lossGuided = BoostedTrees.FromXgboostJson(
                Xgboost.Train(rows.Rows, rows.Columns, labels, one.LossGuided with { Seed = one.Seed + 1 }));
            var margins = new double[judged.Count];
            for (var i = 0; i < margins.Length; i++) margins[i] = depthWise.Margin(judged.Row(i)) + lossGuided.Margin(judged.Row(i));
            return RankingQuality.AveragePrecision(margins, judged.Labels);
        }
    }

    private sealed record Runner(int Number, EnsembleOptions Options)
    {
        public List<double> Scores { get; } = [];
    }
}
