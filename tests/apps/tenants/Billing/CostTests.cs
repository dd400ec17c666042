using Platform.Contracts;
using Platform.Tenants.Billing;

namespace Platform.Tenants.Tests.Billing;

public sealed class CostTests
{
    private static readonly Plan plan = new("standard", "EUR", 2, 10m,
    [
        new(UsageMeter.Events, 100, [new(0, null, 0.01m)]),
        new(UsageMeter.Scores, 0, [new(0, 1000, 0.002m), new(1000, null, 0.001m)]),
    ]);

    [Theory]
    [InlineData(0, 0, 10.00)]
    [InlineData(100, 0, 10.00)]
    [InlineData(101, 0, 10.01)]
    [InlineData(1100, 0, 20.00)]
    [InlineData(0, 1000, 12.00)]
    [InlineData(0, 1500, 12.50)]
    [InlineData(200, 2000, 14.00)]
    public void A_month_costs_its_fee_and_what_is_above_the_included(long events, long scores, double total) =>
        Assert.Equal((decimal)total, Cost.Of(Usage(events, scores), plan).Total);

    [Theory]
    [InlineData(1002, 2.00)]
    [InlineData(1005, 2.00)]
    [InlineData(1015, 2.02)]
    [InlineData(1016, 2.02)]
    public void A_line_is_rounded_half_to_even(long scores, double amount) =>
        Assert.Equal((decimal)amount, Cost.Of(Usage(0, scores), plan).Lines[1].Amount);

    [Fact]
    public void A_line_says_what_the_fee_covers() =>
        Assert.Equal(new(UsageMeter.Events, 150, 100, 0.50m), Cost.Of(Usage(150, 0), plan).Lines[0]);

    [Fact]
    public void A_meter_without_a_price_costs_nothing() =>
        Assert.Equal(10m, Cost.Of(new Dictionary<UsageMeter, long> { [UsageMeter.Requests] = 1_000_000 }, plan).Total);

    [Fact]
    public void Tiers_agree_with_a_sum_unit_by_unit()
    {
        var random = new Random(11);
        for (var i = 0; i < 300; i++)
        {
            var price = AnyPrice(random);
            var units = random.NextInt64(3_000);
            var exact = new Plan("p", "EUR", 4, 0, [price]);

            var slow = 0m;
            for (var unit = 0L; unit < units - price.Included; unit++)
                slow += price.Tiers.Single(tier => unit >= tier.From && unit < (tier.UpTo ?? long.MaxValue)).PerUnit;

            Assert.Equal(decimal.Round(slow, 4, MidpointRounding.ToEven), Cost.Of(Usage(0, units), exact).Total);
        }
    }

    [Fact]
    public void More_usage_never_costs_less()
    {
        var random = new Random(12);
        for (var i = 0; i < 2_000; i++)
        {
            var any = plan with { Meters = [AnyPrice(random)] };
            var (less, more) = (random.NextInt64(5_000), random.NextInt64(5_000));
            if (less > more) (less, more) = (more, less);

            Assert.True(Cost.Of(Usage(0, less), any).Total <= Cost.Of(Usage(0, more), any).Total);
        }
    }

    [Fact]
    public void A_huge_quantity_has_a_price() =>
        Assert.Equal(10m + 92233720368547758m - 1m + 0.07m, Cost.Of(Usage(long.MaxValue, 0), plan).Total);

    internal static Dictionary<UsageMeter, long> Usage(long events, long scores) =>
        new() { [UsageMeter.Events] = events, [UsageMeter.Scores] = scores };

    private static MeterPrice AnyPrice(Random random)
    {
        var tiers = new List<PriceTier>();
        var from = 0L;
        for (var i = random.Next(4); i > 0; i--)
        {
            var upTo = from + random.NextInt64(1, 800);
            tiers.Add(new(from, upTo, random.Next(100) / 1_000m));
            from = upTo;
        }

        return new(UsageMeter.Scores, random.NextInt64(500), [.. tiers, new(from, null, random.Next(100) / 1_000m)]);
    }
}
