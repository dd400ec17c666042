using Platform.Contracts;
using Platform.Scoring.Retraining;

namespace Platform.Scoring.Tests.Retraining;

public sealed class DataQualityTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    private static DataSetSummary Good => new()
    {
        FeatureSet = "abc", Columns = ["one", "two"], AsOf = Now, LabelDelaySeconds = 604_800,
        Training = new(Now.AddDays(-60), Now.AddDays(-21), 100_000, 1_000), OutOfTime = new(Now.AddDays(-14), Now.AddDays(-7), 20_000, 200),
        LeftOut = new(10_000, 10_000, 10_000, 0, 0), Latest = Now.AddHours(-1),
        Profiles = [new("one", 0, 1, 9), new("two", 0.2, 0, 1)],
    };

    [Fact]
    public void Nothing_is_found_where_nothing_is_wrong()
    {
        Assert.Empty(DataQuality.Check(Good, null, new()));
        Assert.Empty(DataQuality.Check(Good, Good, new()));
    }

    public static TheoryData<string, string, FindingSeverity> Wrongs => new()
    {
        { "other features", "schema", FindingSeverity.Warn }, { "some out of range", "range", FindingSeverity.Warn },
        { "many out of range", "range", FindingSeverity.Stop }, { "flat", "range", FindingSeverity.Warn },
        { "more missing", "missing", FindingSeverity.Warn }, { "most missing", "missing", FindingSeverity.Stop },
        { "all missing", "missing", FindingSeverity.Stop }, { "some duplicates", "duplicates", FindingSeverity.Warn },
        { "many duplicates", "duplicates", FindingSeverity.Stop }, { "old", "freshness", FindingSeverity.Warn },
        { "ancient", "freshness", FindingSeverity.Stop }, { "few frauds", "class-share", FindingSeverity.Stop },
        { "only frauds", "class-share", FindingSeverity.Stop }, { "more frauds", "class-share", FindingSeverity.Warn },
        { "many more frauds", "class-share", FindingSeverity.Stop }, { "fewer frauds", "class-share", FindingSeverity.Warn },
    };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public void Each_wrong_is_found_by_its_check(string what, string check, FindingSeverity severity)
    {
        var findings = DataQuality.Check(Change(what), Good, new());
        Assert.Contains(findings, finding => finding.Check == check && finding.Severity == severity);
        Assert.All(findings, finding => Assert.EndsWith(".", finding.Text, StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.True(finding.Severity <= severity, finding.Text));
    }

    private static DataSetSummary Change(string what) => what switch
    {
        "other features" => Good with { FeatureSet = "def", Columns = ["one", "three"] },
        "some out of range" => Good with { LeftOut = Good.LeftOut with { OutOfRange = 300 } },
        "many out of range" => Good with { LeftOut = Good.LeftOut with { OutOfRange = 3_000 } },
        "flat" => Good with { Profiles = [new("one", 0, 3, 3), Good.Profiles[1]] },
        "more missing" => Good with { Profiles = [Good.Profiles[0], new("two", 0.4, 0, 1)] },
        "most missing" => Good with { Profiles = [Good.Profiles[0], new("two", 0.9, 0, 1)] },
        "all missing" => Good with { Profiles = [Good.Profiles[0], new("two", 1, null, null)] },
        "some duplicates" => Good with { LeftOut = Good.LeftOut with { Duplicates = 300 } },
        "many duplicates" => Good with { LeftOut = Good.LeftOut with { Duplicates = 3_000 } },
        "old" => Good with { Latest = Now.AddDays(-3) },
        "ancient" => Good with { Latest = Now.AddDays(-21) },
        "few frauds" => Good with { OutOfTime = Good.OutOfTime with { Frauds = 49 } },
        "only frauds" => Good with { OutOfTime = Good.OutOfTime with { Frauds = 20_000 } },
        "more frauds" => Good with { Training = Good.Training with { Frauds = 2_500 } },
        "many more frauds" => Good with { Training = Good.Training with { Frauds = 4_500 } },
        "fewer frauds" => Good with { Training = Good.Training with { Frauds = 400 } },
        _ => Good,
    };
}
