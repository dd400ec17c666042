using Platform.Learning.Evaluation;

namespace Platform.Learning.Tests.Evaluation;

public sealed class SequentialRateTestTests
{
    [Fact]
    public void Two_events_are_weighed_by_hand()
    {
        // One on each side, one counts: with odds ratio ψ it is the canary's with ψ/(1+ψ), when rates are equal with 1/2.
        var test = new SequentialRateTest(new() { Tolerance = 4 });
        test.Add((1, 1), (1, 0));
        double[] ratios = [2, 4, 16, 64];
        Assert.Equal(ratios.Average(ratio => ratio / (1 + ratio) / 0.5), test.EvidenceOfHigher, 12);

        // Against ψ = 4, alternatives 2, 1, 1/4 and 1/16.
        double[] others = [2, 1, 0.25, 1 / 16d];
        Assert.Equal(others.Average(ratio => ratio / (1 + ratio) / 0.8), test.EvidenceOfWithin, 12);
    }

    [Fact]
    public void Batch_in_which_one_side_saw_nothing_says_nothing()
    {
        var test = new SequentialRateTest(new());
        test.Add((100, 50), (0, 0));
        test.Add((100, 0), (100, 0));
        Assert.Equal(1, test.EvidenceOfHigher, 9);
        Assert.Equal(1, test.EvidenceOfWithin, 9);
    }

    [Fact]
    public void Continuous_looking_raises_false_alarms_no_more_often_than_alpha()
    {
        var random = new SplitMix(7);
        var alarms = 0;
        for (var stream = 0; stream < 2_000; stream++)
            alarms += EverReaches(test => test.EvidenceOfHigher, (0.05, 0.05), ref random) ? 1 : 0;

        // 100 are allowed; that bounds the expectation, so four deviations of chance are on top. A naive test gives several times that.
        Assert.InRange(alarms, 1, 138);
    }

    [Fact]
    public void Canary_at_the_tolerance_is_called_within_it_no_more_often_than_alpha()
    {
        var random = new SplitMix(8);
        var wrong = 0;
        var odds = 1.5 * 0.05 / 0.95;
        for (var stream = 0; stream < 2_000; stream++)
            wrong += EverReaches(test => test.EvidenceOfWithin, (odds / (1 + odds), 0.05), ref random) ? 1 : 0;

        Assert.InRange(wrong, 1, 138);
    }

    [Theory]
    [InlineData(0.15, RateVerdict.Higher)]
    [InlineData(0.05, RateVerdict.WithinTolerance)]
    [InlineData(0.02, RateVerdict.WithinTolerance)]
    public void Clear_difference_or_its_absence_is_found_early(double canary, RateVerdict expected)
    {
        var random = new SplitMix(9);
        var found = 0;
        for (var stream = 0; stream < 100; stream++)
            found += Run(new() { Tolerance = 2 }, (canary, 0.05), 300, ref random).Verdict == expected ? 1 : 0;

        Assert.True(found >= 90, $"{found} of 100");
    }

    [Fact]
    public void Rates_that_drift_together_raise_no_alarm()
    {
        var random = new SplitMix(10);
        var alarms = 0;
        for (var stream = 0; stream < 500; stream++)
        {
            var test = new SequentialRateTest(new());
            for (var batch = 0; batch < 100 && test.Verdict is not RateVerdict.Higher; batch++)
            {
                // The canary gets more traffic just when the rate is high: pooled counts would accuse it.
                var (rate, share) = batch % 2 == 0 ? (0.2, 40) : (0.02, 10);
                test.Add((share, Draw(share, rate, ref random)), (50 - share, Draw(50 - share, rate, ref random)));
            }

            alarms += test.Verdict is RateVerdict.Higher ? 1 : 0;
        }

        Assert.InRange(alarms, 0, 45);
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialRateTest(new() { Alpha = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialRateTest(new() { Tolerance = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialRateTest(new()).Add((1, 2), (1, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialRateTest(new()).Add((1, 0), (-1, 0)));
    }

    // Looks after every batch, whatever the verdict has become: the strictest reading of the promise.
    private static bool EverReaches(Func<SequentialRateTest, double> evidence, (double Canary, double Champion) rates, ref SplitMix random)
    {
        var test = new SequentialRateTest(new() { Alpha = 0.05, Tolerance = 1.5 });
        for (var batch = 0; batch < 150; batch++)
        {
            test.Add((20, Draw(20, rates.Canary, ref random)), (20, Draw(20, rates.Champion, ref random)));
            if (evidence(test) >= 20) return true;
        }

        return false;
    }

    private static SequentialRateTest Run(
        RateTestOptions options, (double Canary, double Champion) rates, int batches, ref SplitMix random)
    {
        var test = new SequentialRateTest(options);
        for (var batch = 0; batch < batches && test.Verdict is RateVerdict.Undecided; batch++)
            test.Add((20, Draw(20, rates.Canary, ref random)), (20, Draw(20, rates.Champion, ref random)));

        return test;
    }

    private static int Draw(int events, double rate, ref SplitMix random)
    {
        var counted = 0;
        for (var i = 0; i < events; i++) counted += random.Fraction() < rate ? 1 : 0;
        return counted;
    }
}
