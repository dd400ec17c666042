using Platform.Cli.Numbers;

namespace Platform.Cli.Tests;

/// <summary>Prometheus text as services write it.</summary>
public sealed class MetricsTextTests
{
    [Fact]
    public void Samples_are_read_with_labels_and_values()
    {
        var samples = MetricsText.Read("""
            # HELP a_total Something.
            # TYPE a_total counter
            a_total 12
            b_total{outcome="accepted",other="x"} 3.5e2
            c_bucket{le="+Inf"} 7 1700000000
            d +Inf
            """);

        Assert.Equal([12, 350, 7, double.PositiveInfinity], samples.Select(sample => sample.Value));
        Assert.Equal("accepted", samples[1].Labels["outcome"]);
        Assert.Equal("x", samples[1].Labels["other"]);
    }

    [Fact]
    public void Quoted_commas_braces_and_escapes_stay_in_the_label() =>
        Assert.Equal("a,\"b\"}=\\", MetricsText.Read("""m{p="a,\"b\"}=\\",q="2"} 1""").Single().Labels["p"]);

    [Theory]
    [InlineData("")]
    [InlineData("<html>busy</html>")]
    [InlineData("name")]
    [InlineData("name{a=\"b\"")]
    [InlineData("name{a=\"b\"} many")]
    [InlineData("{} 1")]
    [InlineData("}{ 1")]
    public void What_is_no_sample_is_passed_over(string page) => Assert.Empty(MetricsText.Read(page));
}
