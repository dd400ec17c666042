namespace Platform.Learning.Evaluation;

/// <summary>How often and from which seed rows are drawn again.</summary>
public sealed record BootstrapOptions
{
    /// <summary>Replicates, 20 to 10,000.</summary>
    public int Replicates { get; init; } = 400;

    /// <summary>Share of events that are looked at, for the recall, 0 to 1.</summary>
    public double AlertRate { get; init; } = 0.01;

    /// <summary>Of all drawing.</summary>
    public ulong Seed { get; init; }
}

/// <summary>A figure and how far chance moves it.</summary>
/// <param name="Value">On the rows as they are; NaN when one of the classes is absent.</param>
/// <param name="Mean">Over the replicates.</param>
/// <param name="Low">2.5 % of the replicates are below.</param>
/// <param name="High">2.5 % of the replicates are above.</param>
public readonly record struct Interval(double Value, double Mean, double Low, double High);

/// <summary>Figures of one model, or differences of two.</summary>
/// <param name="RocAuc">Area under the ROC curve.</param>
/// <param name="AveragePrecision">Average precision.</param>
/// <param name="Recall">Share of frauds found at the fixed alert rate.</param>
public readonly record struct RankingIntervals(Interval RocAuc, Interval AveragePrecision, Interval Recall);

/// <summary>How sure the quality of a model is, and its difference to another on the same rows.</summary>
/// <remarks>
/// Each replicate gives every row a weight drawn from the Poisson distribution of mean 1, the same for both models: what is easy or
/// hard about a row then cancels in the difference. One sort a model, O(n) a replicate. Rows are taken as independent; where frauds come
/// in bursts the intervals are too narrow to that degree. Source: Efron, Tibshirani, "An Introduction to the Bootstrap", 1993, chapters
/// 13 and 16 (percentile intervals); Chamandy, Muralidharan, Najmi, Naidu, "Estimating uncertainty for massive data streams", 2012
/// (Poisson weights). The same arguments give the same figures.
/// </remarks>
public static class PairedBootstrap
{
    /// <summary>Intervals of one model.</summary>
    /// <param name="scores">Higher means more suspicious; no NaN.</param>
    /// <param name="labels">True for positives; as many as scores.</param>
    /// <param name="options">Replicates and seed.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static RankingIntervals Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels, BootstrapOptions options)
    {
        CheckArguments(scores.Length, labels.Length, options);
        return Run(new(DescendingRanks.Of(scores, labels), options.AlertRate), null, options);
    }

    /// <summary>Intervals of what the second model gives more than the first.</summary>
    /// <param name="first">Scores of the first, one a row; no NaN.</param>
    /// <param name="second">Scores of the second for the same rows; no NaN.</param>
    /// <param name="labels">True for positives; as many as scores.</param>
    /// <param name="options">Replicates and seed.</param>
    /// <returns>Second minus first: above 0 the second is better.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static RankingIntervals Difference(
        ReadOnlySpan<double> first, ReadOnlySpan<double> second, ReadOnlySpan<bool> labels, BootstrapOptions options)
    {
        CheckArguments(first.Length, labels.Length, options);
        CheckArguments(second.Length, labels.Length, options);
        return Run(
            new(DescendingRanks.Of(second, labels), options.AlertRate), new(DescendingRanks.Of(first, labels), options.AlertRate), options);
    }

    private static RankingIntervals Run(WeightedQuality model, WeightedQuality? baseline, BootstrapOptions options)
    {
        var random = new SplitMix(options.Seed);
        var weights = new byte[model.Count];
        weights.AsSpan().Fill(1);
        var value = model.Of(weights) - (baseline?.Of(weights) ?? default);

        var replicates = new RankingFigures[options.Replicates];
        for (var i = 0; i < replicates.Length; i++)
        {
            PoissonWeights.Fill(weights, ref random);
            replicates[i] = model.Of(weights) - (baseline?.Of(weights) ?? default);
        }

        return new(
            IntervalOf(value.RocAuc, Array.ConvertAll(replicates, one => one.RocAuc)),
            IntervalOf(value.AveragePrecision, Array.ConvertAll(replicates, one => one.AveragePrecision)),
            IntervalOf(value.Recall, Array.ConvertAll(replicates, one => one.Recall)));
    }

    // A replicate without any positive says nothing, and with few positives some have none.
    private static Interval IntervalOf(double value, double[] replicates)
    {
        var said = Array.FindAll(replicates, double.IsFinite);
        if (said.Length is 0) return new(value, double.NaN, double.NaN, double.NaN);

        Array.Sort(said);
        return new(value, said.Average(), QuantileOf(said, 0.025), QuantileOf(said, 0.975));
    }

    private static double QuantileOf(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    private static void CheckArguments(int scores, int labels, BootstrapOptions options)
    {
        if (scores != labels) throw new ArgumentException("Every score needs a label.", nameof(labels));
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.Replicates is >= 20 and <= 10_000, true, nameof(options.Replicates));
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.AlertRate is >= 0 and <= 1, true, nameof(options.AlertRate));
    }
}
