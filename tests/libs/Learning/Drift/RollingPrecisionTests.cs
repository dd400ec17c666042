using Platform.Learning.Drift;
using Platform.Learning.Evaluation;

namespace Platform.Learning.Tests.Drift;

public sealed class RollingPrecisionTests
{
    private static readonly BootstrapOptions Options = new() { Replicates = 100, Seed = 1 };

    [Fact]
    public void Model_that_no_longer_knows_fraud_is_surely_worse()
    {
        var rolling = new RollingPrecision(10_000);
        Play(rolling, 10_000, knows: true, seed: 1);
        var before = rolling.Read(Options);
        Play(rolling, 10_000, knows: true, seed: 2);
        var same = rolling.Read(Options);
        Play(rolling, 10_000, knows: false, seed: 3);
        var after = rolling.Read(Options);

        Assert.False(same.IsWorseThan(before));
        Assert.True(after.IsWorseThan(before));
        Assert.InRange(before.CalibrationError, 0, 0.02);
        Assert.True(after.CalibrationError > 0.1, $"{after.CalibrationError}");
    }

    [Fact]
    public void Only_the_latest_count()
    {
        var (rolling, fresh) = (new RollingPrecision(1_000), new RollingPrecision(1_000));
        Play(rolling, 3_000, knows: false, seed: 4);
        Play(rolling, 1_000, knows: true, seed: 5);
        Play(fresh, 1_000, knows: true, seed: 5);
        Assert.Equal(fresh.Read(Options), rolling.Read(Options));
    }

    [Fact]
    public void Nothing_one_class_and_scores_that_are_none_give_no_verdict()
    {
        var rolling = new RollingPrecision(100);
        var nothing = rolling.Read(Options);
        rolling.Add(double.NaN, true);
        rolling.Add(0.5, false);
        var one = rolling.Read(Options);
        Assert.Equal((0, 1, 0), (nothing.Events, one.Events, one.Positives));
        Assert.True(double.IsNaN(one.AveragePrecision.Value));
        Assert.False(one.IsWorseThan(nothing));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RollingPrecision(99));
    }

    // Scores are probabilities of the first kind of fraud; of the second they know nothing.
    private static void Play(RollingPrecision rolling, int events, bool knows, ulong seed)
    {
        var random = new SplitMix(seed);
        for (var i = 0; i < events; i++)
        {
            var score = Math.Pow(random.Fraction(), 3);
            rolling.Add(score, random.Fraction() < (knows ? score : 0.25));
        }
    }
}
