using System.Diagnostics;
using Platform.Learning.Evaluation;

namespace Platform.Learning.Tests.Evaluation;

public sealed class PairedBootstrapTests
{
    [Fact]
    public void Figures_on_the_rows_as_they_are_equal_the_slow_ones()
    {
        var (first, second, labels) = Sample(2_000, 1, gain: 0.5);
        // Ties on purpose.
        for (var i = 0; i < first.Length; i++) first[i] = Math.Round(first[i], 1);

        var one = PairedBootstrap.Of(first, labels, new() { Replicates = 20, AlertRate = 0.05 });
        Assert.Equal(RankingQuality.RocAuc(first, labels), one.RocAuc.Value, 12);
        Assert.Equal(RankingQuality.AveragePrecision(first, labels), one.AveragePrecision.Value, 12);
        Assert.Equal(new AlertRanking(first, labels).RecallAt(0.05), one.Recall.Value, 12);

        var difference = PairedBootstrap.Difference(first, second, labels, new() { Replicates = 20 });
        Assert.Equal(RankingQuality.RocAuc(second, labels) - RankingQuality.RocAuc(first, labels), difference.RocAuc.Value, 12);
    }

    [Fact]
    public void Same_seed_gives_the_same_figures_and_a_model_does_not_differ_from_itself()
    {
        var (first, second, labels) = Sample(500, 2, gain: 0.3);
        Assert.Equal(PairedBootstrap.Difference(first, second, labels, new()), PairedBootstrap.Difference(first, second, labels, new()));
        Assert.Equal(
            new Interval(0, 0, 0, 0), PairedBootstrap.Difference(first, first, labels, new()).AveragePrecision);
        Assert.NotEqual(
            PairedBootstrap.Of(first, labels, new()).RocAuc.Low, PairedBootstrap.Of(first, labels, new() { Seed = 1 }).RocAuc.Low);
    }

    [Fact]
    public void Interval_of_the_difference_holds_the_truth_about_as_often_as_it_says()
    {
        // The truth by one large sample; 95 of 100 intervals of small ones should hold it, 86 is five deviations less.
        var (first, second, labels) = Sample(400_000, 3, gain: 0.5);
        var (auc, ap) = (
            RankingQuality.RocAuc(second, labels) - RankingQuality.RocAuc(first, labels),
            RankingQuality.AveragePrecision(second, labels) - RankingQuality.AveragePrecision(first, labels));
        var (ofAuc, ofAp) = (0, 0);
        for (var run = 0; run < 200; run++)
        {
            (first, second, labels) = Sample(1_500, 100 + (ulong)run, gain: 0.5);
            var found = PairedBootstrap.Difference(first, second, labels, new() { Replicates = 200, Seed = (ulong)run });
            ofAuc += found.RocAuc.Low <= auc && auc <= found.RocAuc.High ? 1 : 0;
            ofAp += found.AveragePrecision.Low <= ap && ap <= found.AveragePrecision.High ? 1 : 0;
        }

        Assert.InRange(ofAuc, 180, 199);
        Assert.InRange(ofAp, 174, 199);
    }

    [Fact]
    public void Difference_on_the_same_rows_is_surer_than_the_two_figures_alone()
    {
        var (first, second, labels) = Sample(5_000, 4, gain: 0.3);
        var difference = PairedBootstrap.Difference(first, second, labels, new()).RocAuc;
        var alone = PairedBootstrap.Of(first, labels, new()).RocAuc;

        Assert.True(difference.High - difference.Low < 0.7 * (alone.High - alone.Low));
        Assert.True(difference.Low > 0);
    }

    [Fact]
    public void One_class_only_is_NaN()
    {
        var found = PairedBootstrap.Of([1, 2, 3], [false, false, false], new());
        Assert.True(double.IsNaN(found.RocAuc.Value) && double.IsNaN(found.RocAuc.Low) && double.IsNaN(found.AveragePrecision.High));
        Assert.Throws<ArgumentException>(() => PairedBootstrap.Of([1], [], new()));
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedBootstrap.Of([1], [true], new() { Replicates = 1 }));
    }

    [Fact]
    public void Two_hundred_replicates_of_fifty_thousand_rows_take_about_a_second()
    {
        var (first, second, labels) = Sample(50_000, 5, gain: 0.3);
        var began = Stopwatch.GetTimestamp();
        PairedBootstrap.Difference(first, second, labels, new() { Replicates = 200 });
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5), $"{Stopwatch.GetElapsedTime(began)}");
    }

    [Fact]
    public void Weights_have_the_mean_and_the_spread_of_the_Poisson_distribution()
    {
        var (weights, random) = (new byte[1_000_000], new SplitMix(6));
        PoissonWeights.Fill(weights, ref random);
        var mean = weights.Average(weight => (double)weight);
        Assert.Equal(1, mean, 2);
        Assert.Equal(1, weights.Average(weight => (weight - mean) * (weight - mean)), 2);
        Assert.Equal(Math.Exp(-1), weights.Count(weight => weight == 0) / 1e6, 2);
    }

    // Both see the same noise of each event, so they agree on most; the second sees frauds better by the gain.
    private static (double[] First, double[] Second, bool[] Labels) Sample(int count, ulong seed, double gain)
    {
        var random = new SplitMix(seed);
        var (first, second, labels) = (new double[count], new double[count], new bool[count]);
        for (var i = 0; i < count; i++)
        {
            labels[i] = random.Fraction() < 0.1;
            var shared = Normal(ref random) + (labels[i] ? 1 : 0);
            first[i] = shared + 0.3 * Normal(ref random);
            second[i] = shared + 0.3 * Normal(ref random) + (labels[i] ? gain : 0);
        }

        return (first, second, labels);
    }

    private static double Normal(ref SplitMix random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.Fraction())) * Math.Cos(2 * Math.PI * random.Fraction());
}
