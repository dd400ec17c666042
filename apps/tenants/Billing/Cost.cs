using Platform.Contracts;

namespace Platform.Tenants.Billing;

/// <summary>Prices usage. Pure: the same usage and plan give the same amounts.</summary>
internal static class Cost
{
    /// <summary>What a month's usage costs.</summary>
    /// <param name="usage">Units by meter, 0 or more.</param>
    /// <param name="plan">The prices.</param>
    /// <returns>
    /// Each line is computed exactly in decimals and rounded once, half to even, to the plan's decimals; the total adds the rounded lines.
    /// </returns>
    public static CostStatement Of(IReadOnlyDictionary<UsageMeter, long> usage, Plan plan)
    {
        var lines = plan.Meters.Select(price => LineOf(usage.GetValueOrDefault(price.Meter), price, plan.Decimals)).ToList();
        return new(plan.MonthlyFee, lines, plan.MonthlyFee + lines.Sum(line => line.Amount));
    }

    private static CostLine LineOf(long quantity, MeterPrice price, int decimals)
    {
        var included = Math.Min(quantity, price.Included);
        var amount = price.Tiers.Sum(tier => UnitsIn(tier, quantity - included) * tier.PerUnit);
        return new(price.Meter, quantity, included, decimal.Round(amount, decimals, MidpointRounding.ToEven));
    }

    private static decimal UnitsIn(PriceTier tier, long units) => Math.Max(0, Math.Min(units, tier.UpTo ?? long.MaxValue) - tier.From);
}
