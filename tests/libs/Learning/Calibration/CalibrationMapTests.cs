using Platform.Learning.Calibration;
using Platform.Learning.Linear;

namespace Platform.Learning.Tests.Calibration;

public sealed class CalibrationMapTests
{
    [Fact]
    public void Isotonic_regression_pools_neighbours_that_fall()
    {
        // The pools by hand: 0 | 1, 0 -> 1/2 | 1, at the mean of their scores.
        var map = CalibrationMap.Isotonic([1, 2, 3, 4], [false, true, false, true]);

        Assert.Equal([1, 2.5, 4], map.Scores);
        Assert.Equal([0, 0.5, 1], map.Probabilities);
        Assert.Equal(0.25, map.Apply(1.75));
        Assert.Equal(0, map.Apply(-5));
        Assert.Equal(1, map.Apply(99));
    }

    [Fact]
    public void Isotonic_regression_has_the_least_squared_error_of_all_rising_steps()
    {
        var random = new SplitMix(3);
        var scores = Enumerable.Range(0, 9).Select(i => (double)i).ToArray();
        var labels = scores.Select(_ => random.Below(2) == 1).ToArray();
        var pooled = CalibrationMap.Isotonic(scores, labels);

        // The min-max formula: the value at i is the largest over starts of the smallest over ends of the mean between them.
        for (var i = 0; i < scores.Length; i++)
        {
            var expected = Enumerable.Range(0, i + 1).Max(start => Enumerable.Range(i, scores.Length - i)
                .Min(end => labels[start..(end + 1)].Average(label => label ? 1.0 : 0)));
            Assert.Contains(pooled.Probabilities, probability => Math.Abs(probability - expected) < 1e-12);
        }
    }

    [Fact]
    public void Equal_scores_get_one_probability()
    {
        var map = CalibrationMap.Isotonic([5, 5, 5, 5], [true, false, true, true]);

        Assert.Equal(0.75, map.Apply(5));
        Assert.Single(map.Scores);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Calibrated_probabilities_come_true(bool isotonic)
    {
        // The scores are overconfident: the truth is a third of the log-odds they state.
        var (scores, labels) = Draw(50_000, 1);
        var map = isotonic ? CalibrationMap.Isotonic(scores, labels) : CalibrationMap.Platt(scores, labels);
        var (fresh, truths) = Draw(50_000, 2);
        var probabilities = fresh.Select(map.Apply).ToArray();

        Assert.True(ProbabilityQuality.ExpectedCalibrationError(probabilities, truths) < 0.015);
        Assert.True(ProbabilityQuality.ExpectedCalibrationError([.. fresh.Select(LogOdds.ToProbability)], truths) > 0.1);
        Assert.Equal(RankingQuality.RocAuc(fresh, truths), RankingQuality.RocAuc(probabilities, truths), 0.002);
    }

    [Fact]
    public void Scores_that_point_the_wrong_way_give_the_base_rate()
    {
        var map = CalibrationMap.Platt([1, 2, 3, 4], [true, true, false, false]);

        Assert.Equal(0.5, map.Apply(1));
        Assert.Equal(0.5, map.Apply(4));
    }

    [Fact]
    public void Knots_that_are_no_rising_curve_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new CalibrationMap([], []));
        Assert.Throws<ArgumentException>(() => new CalibrationMap([1, 1], [0, 1]));
        Assert.Throws<ArgumentException>(() => new CalibrationMap([1, 2], [0.5, 0.4]));
        Assert.Throws<ArgumentException>(() => new CalibrationMap([1, 2], [0, 1.5]));
        Assert.Throws<ArgumentException>(() => new CalibrationMap([1, double.NaN], [0, 1]));
        Assert.Throws<ArgumentException>(() => CalibrationMap.Isotonic([], []));
    }

    [Fact]
    public void Calibration_error_is_the_mean_gap_of_the_bins()
    {
        // One bin states .9 and is right half the time, the other states .1 and is always wrong.
        Assert.Equal(
            (2 * 0.4 + 2 * 0.9) / 4,
            ProbabilityQuality.ExpectedCalibrationError([0.9, 0.9, 0.1, 0.1], [true, false, true, true]), 1e-12);
        Assert.Equal(0, ProbabilityQuality.ExpectedCalibrationError([1, 0], [true, false]));
        Assert.Equal((0.01 + 0.81) / 2, ProbabilityQuality.Brier([0.9, 0.9], [true, false]), 1e-12);
        Assert.Throws<ArgumentException>(() => ProbabilityQuality.ExpectedCalibrationError([1], []));
    }

    private static (double[] Scores, bool[] Labels) Draw(int count, ulong seed)
    {
        var random = new SplitMix(seed);
        var (scores, labels) = (new double[count], new bool[count]);
        for (var i = 0; i < count; i++)
        {
            scores[i] = 12 * random.Fraction() - 6;
            labels[i] = random.Fraction() < LogOdds.ToProbability(scores[i] / 3);
        }

        return (scores, labels);
    }
}
