using Platform.Contracts;
using Platform.Tenants.Billing;

namespace Platform.Tenants.Tests.Billing;

public sealed class ForecastTests
{
    [Theory]
    [InlineData("2026-03-11T00:00:00Z", 1000, 3100)]
    [InlineData("2026-02-15T00:00:00Z", 1400, 2800)]
    [InlineData("2026-03-01T12:00:00Z", 100, 3100)]
    [InlineData("2026-03-01T00:00:00Z", 0, 0)]
    [InlineData("2026-03-31T23:59:59Z", 1000, 1001)]
    public void A_month_comes_to_the_mean_of_its_days_so_far(string now, long soFar, long whole) =>
        Assert.Equal(whole, Forecast.Of(CostTests.Usage(soFar, 0), At(now))[UsageMeter.Events]);

    [Fact]
    public void A_forecast_is_never_below_what_was_used()
    {
        var random = new Random(3);
        for (var i = 0; i < 2_000; i++)
        {
            var now = At("2026-01-01T00:00:00Z").AddMinutes(random.Next(60 * 24 * 365));
            var used = random.NextInt64(long.MaxValue / 40);

            Assert.True(Forecast.Of(CostTests.Usage(used, 0), now)[UsageMeter.Events] >= used);
        }
    }

    [Theory]
    [InlineData("2026-12", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("2024-02", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z")]
    public void A_month_begins_and_ends_in_utc(string text, string start, string end)
    {
        Assert.True(Month.TryParse(text, out var month));
        Assert.Equal((At(start), At(end), text), (month.Start, month.End, month.ToString()));
        Assert.Equal(month, Month.Of(month.End.AddTicks(-1)));
    }

    [Theory]
    [InlineData("2026-13")]
    [InlineData("2026-1")]
    [InlineData("1999-12")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_month_is_not_read(string? text) => Assert.False(Month.TryParse(text, out _));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
