using Platform.Cli.Models;
using Platform.Local.Launcher;

namespace Platform.Cli.Tests.Models;

public sealed class GateModelTests
{
    private static readonly Dictionary<string, BenchmarkRecord> Records = new()
    {
        ["handbook_auc"] = new(0.88, 0.004), ["handbook_ap"] = new(0.74, 0.001),
    };

    [Theory]
    [InlineData(0.88, 0.74, 0)]
    [InlineData(0.8681, 0.7371, 0)]
    [InlineData(0.8679, 0.74, 1)]
    [InlineData(0.88, 0.7369, 1)]
    [InlineData(double.NaN, 0.74, 1)]
    [InlineData(0.95, 0.9, 0)]
    public void Only_what_is_worse_than_the_record_by_more_than_noise_fails(double auc, double precision, int expected)
    {
        using var output = new StringWriter();
        Assert.Equal(expected, GateModel.Judge([new(auc, precision, 0)], Records, output));
        Assert.Equal(expected is 1, output.ToString().Contains("WORSE THAN THE RECORD", StringComparison.Ordinal));
    }

    [Fact]
    public void Absent_data_is_said_and_ends_well()
    {
        using var output = new StringWriter();
        Assert.Equal(0, GateModel.Run(new(Path.Combine(AppContext.BaseDirectory, "nowhere"), "records.json", 1), output));
        Assert.StartsWith("skipped", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Records_of_the_repository_are_read_and_others_are_refused()
    {
        var records = GateModel.ReadRecords(Path.Combine(Repository.Root, "bench", "records.json"));
        Assert.Equal(["handbook_ap", "handbook_auc"], records.Keys.Order());
        Assert.All(records.Values, record => Assert.InRange(record.Least, 0.7, record.Mean));
        Assert.Throws<LaunchException>(() => GateModel.ReadRecords("nowhere.json"));
        Assert.Throws<LaunchException>(() => GateModel.Judge(
            [new(1, 1, 0)], new Dictionary<string, BenchmarkRecord>(), TextWriter.Null));
    }
}
