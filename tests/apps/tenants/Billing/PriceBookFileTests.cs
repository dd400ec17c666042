using Platform.Contracts;
using Platform.Tenants.Billing;

namespace Platform.Tenants.Tests.Billing;

public sealed class PriceBookFileTests
{
    private const string Sound = """
        plans:
          standard:
            currency: EUR
            monthlyFee: 10.00
            meters:
              events: { included: 100, perUnit: 0.01 }
              scores:
                tiers:
                  - { from: 0, upTo: 1000, perUnit: 0.002 }
                  - { from: 1000, perUnit: 0.001 }
        """;

    [Fact]
    public void Every_kind_of_price_is_read()
    {
        var plan = PriceBookFile.Parse("book", Sound).Of("standard");

        Assert.Equal(("standard", "EUR", 2, 10m), (plan.Name, plan.Currency, plan.Decimals, plan.MonthlyFee));
        Assert.Equal([UsageMeter.Events, UsageMeter.Scores], plan.Meters.Select(price => price.Meter));
        Assert.Equal(100, plan.Meters[0].Included);
        Assert.Equal([new(0, null, 0.01m)], plan.Meters[0].Tiers);
        Assert.Equal([new(0, 1000, 0.002m), new(1000, null, 0.001m)], plan.Meters[1].Tiers);
    }

    [Fact]
    public void The_book_that_is_shipped_is_sound()
    {
        var book = PriceBookFile.Read(Path.Combine(AppContext.BaseDirectory, "prices", "prices.yaml"));

        Assert.Equal(["enterprise", "standard", "trial"], book.Plans.Keys.Order());
    }

    [Fact]
    public void A_plan_that_the_book_does_not_know_is_priced_as_standard()
    {
        var book = PriceBookFile.Parse("book", Sound);

        Assert.Equal("standard", book.Of("gold").Name);
        Assert.Equal("standard", book.Of(null).Name);
    }

    [Fact]
    public void A_changed_price_is_another_version() => Assert.NotEqual(
        PriceBookFile.Parse("book", Sound).Version,
        PriceBookFile.Parse("book", Sound.Replace("0.002", "0.003", StringComparison.Ordinal)).Version);

    [Theory]
    [InlineData("from: 1000,", "from: 1001,", 10, 21, "gap between tiers: 1000 to 1001")]
    [InlineData("from: 1000,", "from: 999,", 10, 21, "overlap: 999 to 1000")]
    [InlineData("{ from: 0, upTo", "{ from: 5, upTo", 9, 21, "gap between tiers: 0 to 5")]
    [InlineData("- { from: 1000, perUnit", "- { from: 1000, upTo: 2000, perUnit", 10, 13, "gap after 2000")]
    [InlineData("upTo: 1000", "upTo: 0", 9, 30, "above 'from'")]
    [InlineData(", upTo: 1000", "", 10, 13, "Only the last tier")]
    [InlineData("perUnit: 0.002", "perUnit: -0.002", 9, 45, "0 to 1000000000")]
    [InlineData("perUnit: 0.002", "perUnit: cheap", 9, 45, "is a price")]
    [InlineData("included: 100", "included: -1", 6, 27, "whole number")]
    [InlineData("events:", "seats:", 6, 7, "'seats' is no meter")]
    [InlineData("currency: EUR", "currency: EURO", 3, 15, "ISO 4217")]
    [InlineData("monthlyFee: 10.00", "monthlyFee: 10.001", 4, 17, "more than 2 decimals")]
    [InlineData("monthlyFee: 10.00", "fee: 10.00", 4, 5, "'fee' is not known")]
    [InlineData("perUnit: 0.01 }", "perUnit: 0.01, tiers: [] }", 6, 15, "either 'perUnit' or 'tiers'")]
    public void A_wrong_price_is_refused_with_line_column_and_plan(string right, string wrong, int line, int column, string problem)
    {
        var refused = Assert.Throws<PriceBookException>(
            () => PriceBookFile.Parse("book", Sound.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (refused.Line, refused.Column));
        Assert.StartsWith($"book({line},{column}): Plan 'standard'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a")]
    [InlineData("plans: { standard: { currency: EUR")]
    [InlineData("plans: 3")]
    [InlineData("prices: {}")]
    [InlineData("plans: { ? [a] : {} }")]
    public void What_is_no_book_at_all_is_refused(string text) =>
        Assert.Throws<PriceBookException>(() => PriceBookFile.Parse("book", text));

    [Fact]
    public void A_book_without_a_standard_plan_is_refused()
    {
        var refused = Assert.Throws<PriceBookException>(
            () => PriceBookFile.Parse("book", Sound.Replace("standard:", "gold:", StringComparison.Ordinal)));

        Assert.Contains("'standard' is missing", refused.Message, StringComparison.Ordinal);
    }
}
