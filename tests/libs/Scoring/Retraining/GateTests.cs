using Platform.Contracts;
using Platform.Scoring.Retraining;

namespace Platform.Scoring.Tests.Retraining;

public sealed class GateTests
{
    private static ModelEvaluation Good => new()
    {
        Model = "m", Events = 1_000, Frauds = 100, RocAuc = new(0.9, 0.88, 0.92), AveragePrecision = new(0.6, 0.5, 0.7), AlertRate = 0.01,
        Recall = new(0.5, 0.4, 0.6), PrecisionAt = [], CalibrationError = 0.005, Brier = 0.01, Costs = [], LatencyP50Micros = 10,
        LatencyP99Micros = 30, Bytes = 1_000_000,
        Slices = [new("channel", "web", 500, 50, 0.9, 0.6) { Recall = 0.5 }, new("channel", "rare", 20, 2, 0.1, 0.1) { Recall = 0 }],
    };

    private static ModelDifferences Better => new(new(0.01, 0.002, 0.02), new(0.02, -0.01, 0.05), new(0.01, -0.01, 0.03));

    [Fact]
    public void Challenger_that_is_better_and_keeps_all_limits_is_promoted()
    {
        var result = Gate.Decide(GatePolicy.Default, Good, Good, Better);
        Assert.True(result.Promotes, result.Text);
        Assert.All(result.Checks, check => Assert.True(check.Passed));
        Assert.Contains(result.Checks, check => check.Name == "slices.rocAucWorseByAtMost: channel web");
    }

    [Fact]
    public void Without_a_champion_the_limits_decide()
    {
        Assert.True(Gate.Decide(GatePolicy.Default, null, Good, null).Promotes);
        var poor = Gate.Decide(GatePolicy.Default, null, Good with { RocAuc = new(0.55, 0.5, 0.6) }, null);
        Assert.Equal("No model is promoted: AUC is 0.5500; at least 0.6 is asked for.", poor.Text);
        Assert.Throws<ArgumentException>(() => Gate.Decide(GatePolicy.Default, Good, Good, null));
    }

    public static TheoryData<string, string> Failings => new()
    {
        { "AUC surely worse", "rocAuc.worseByAtMost" }, { "precision surely worse", "averagePrecision.worseByAtMost" },
        { "recall surely worse", "recall.worseByAtMost" }, { "unknown", "recall.worseByAtMost" }, { "no gain", "requireGain" },
        { "uncalibrated", "calibrationError.atMost" }, { "slow", "latencyP99Micros.atMost" }, { "large", "bytes.atMost" },
        { "slice collapsed", "slices.rocAucWorseByAtMost: channel web" }, { "slice misses", "slices.recallWorseByAtMost: channel web" },
        { "slice is chance", "slices.rocAucAtLeast: channel web" },
    };

    [Theory]
    [MemberData(nameof(Failings))]
    public void Champion_stays_for_each_failing_and_the_reason_is_said(string what, string check)
    {
        var (challenger, differences) = Change(what);
        var result = Gate.Decide(GatePolicy.Default, Good, challenger, differences);

        Assert.False(result.Promotes);
        Assert.StartsWith("The champion stays: ", result.Text, StringComparison.Ordinal);
        Assert.Contains(result.Checks, one => one.Name == check && !one.Passed);
    }

    [Fact]
    public void Slice_with_few_frauds_holds_nobody_back()
    {
        var worse = Good with { Slices = [Good.Slices[0], Good.Slices[1] with { RocAuc = 0 }] };
        Assert.True(Gate.Decide(GatePolicy.Default, Good, worse, Better).Promotes);
    }

    [Fact]
    public void Gain_is_not_asked_for_when_the_policy_says_so()
    {
        var same = new ModelDifferences(new(0, -0.001, 0.001), new(0, -0.001, 0.001), new(0, -0.001, 0.001));
        Assert.False(Gate.Decide(GatePolicy.Default, Good, Good, same).Promotes);
        Assert.True(Gate.Decide(GatePolicy.Default with { RequireGain = false }, Good, Good, same).Promotes);
    }

    [Theory]
    [InlineData("rocAuc: { atLeast: high }", "p.yaml:1:20: 'high' is not a number")]
    [InlineData("\nrecall: { worseByAtMost: -0.1 }", "p.yaml:2:26: '-0.1' is not a number")]
    [InlineData("bytes: { atMost: .nan }", "p.yaml:1:18: ")]
    [InlineData("requireGain: true\nspeed: 1", "p.yaml:2:1: ")]
    [InlineData("bytes: { atMost: 1", "p.yaml:")]
    [InlineData("", "p.yaml:1:1: The policy is empty.")]
    public void Mistake_in_a_policy_is_told_with_its_place(string yaml, string message) => Assert.StartsWith(
        message, Assert.Throws<GatePolicyException>(() => GatePolicy.Parse(yaml, "p.yaml")).Message, StringComparison.Ordinal);

    [Fact]
    public void Enormous_policy_is_refused() => Assert.Throws<GatePolicyException>(
        () => GatePolicy.Parse(new string('#', GatePolicy.MostCharacters + 1), "p.yaml"));

    private static (ModelEvaluation Challenger, ModelDifferences Differences) Change(string what) => what switch
    {
        "AUC surely worse" => (Good, Better with { RocAuc = new(-0.01, -0.02, -0.005) }),
        "precision surely worse" => (Good, Better with { AveragePrecision = new(-0.05, -0.08, -0.01) }),
        "recall surely worse" => (Good, Better with { Recall = new(-0.05, -0.1, 0.01) }),
        "unknown" => (Good, Better with { Recall = new(null, null, null) }),
        "no gain" => (Good, Better with { RocAuc = new(0.001, -0.001, 0.003) }),
        "uncalibrated" => (Good with { CalibrationError = 0.03 }, Better),
        "slow" => (Good with { LatencyP99Micros = 900 }, Better),
        "large" => (Good with { Bytes = 40 << 20 }, Better),
        "slice collapsed" => (Good with { Slices = [Good.Slices[0] with { RocAuc = 0.8 }] }, Better),
        "slice misses" => (Good with { Slices = [Good.Slices[0] with { Recall = 0.2 }] }, Better),
        _ => (Good with { Slices = [Good.Slices[0] with { RocAuc = 0.4 }] }, Better),
    };
}
