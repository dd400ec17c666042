using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Platform.Contracts;

namespace Platform.Alerts.Tests;

public sealed class AlertFilterTests
{
    [Fact]
    public void Every_parameter_is_read()
    {
        var cursor = new AlertCursor(Decisions.Noon, "abc");

        var (filter, errors) = Read(
            "severity=high,critical&verdict=block&entity=card-1&reason=r&since=2026-01-01T00:00:00Z&until=2026-02-01"
            + $"&minScore=0.5&limit=7&cursor={cursor}");

        Assert.Empty(errors);
        Assert.Equal([Severity.High, Severity.Critical], filter.Severities);
        Assert.Equal([Verdict.Block], filter.Verdicts);
        Assert.Equal(("card-1", "r", 0.5, 7, cursor), (filter.Entity, filter.Reason, filter.MinScore, filter.Limit, filter.Cursor));
        Assert.Equal(new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero), filter.Until);
    }

    [Fact]
    public void Absent_parameters_do_not_restrict() => Assert.Equal((new AlertFilter(), 50), (Read("").Filter, Read("").Filter.Limit));

    [Theory]
    [InlineData("severity", "urgent")]
    [InlineData("severity", "1")]
    [InlineData("severity", "high,")]
    [InlineData("verdict", "high")]
    [InlineData("since", "yesterday")]
    [InlineData("until", "9999-99-99")]
    [InlineData("minScore", "NaN")]
    [InlineData("minScore", "1.01")]
    [InlineData("minScore", "-0.1")]
    [InlineData("limit", "0")]
    [InlineData("limit", "201")]
    [InlineData("limit", "ten")]
    [InlineData("limit", "99999999999")]
    [InlineData("cursor", "x")]
    [InlineData("cursor", "!!")]
    [InlineData("cursor", "AQ")]
    [InlineData("entity", "12345678901234567890123456789012345678901234567890123456789012345")]
    public void Bad_parameter_is_an_error_that_names_it(string name, string value) =>
        Assert.Equal([name], Read($"{name}={Uri.EscapeDataString(value)}").Errors.Keys);

    [Fact]
    public void Parameter_given_twice_is_an_error() => Assert.Equal(["limit"], Read("limit=1&limit=2").Errors.Keys);

    [Fact]
    public void Until_before_since_is_an_error() => Assert.Equal(["until"], Read("since=2026-02-01&until=2026-01-01").Errors.Keys);

    [Fact]
    public void Cursor_comes_back_as_it_was()
    {
        var cursor = new AlertCursor(Decisions.Noon.AddTicks(1230), "5f1c0e2a9b7d4e6f8a0b1c2d");

        Assert.Equal(cursor, AlertCursor.Parse(cursor.ToString()));
    }

    private static (AlertFilter Filter, IDictionary<string, string[]> Errors) Read(string query)
    {
        var reader = new AlertFilterReader(new QueryCollection(QueryHelpers.ParseQuery(query)));
        return (reader.Read(), reader.Errors);
    }
}
