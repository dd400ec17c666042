using Platform.Contracts;
using Platform.Tenants.Metering;

namespace Platform.Tenants.Billing;

/// <summary>Says what the running month costs, and what it comes to.</summary>
internal sealed class ReportCosts(UsageStore usage, TenantCosts costs, BudgetStore budgets, TimeProvider time)
{
    public async Task<CostReport> HandleAsync(TenantId tenant, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var month = Month.Of(now);
        var plan = await costs.PlanOfAsync(tenant, ct);
        var units = await usage.OfMonthAsync(tenant, month, ct);
        return new()
        {
            Month = month.ToString(),
            Plan = plan.Name,
            Currency = plan.Currency,
            AsOf = now,
            MonthToDate = Cost.Of(units, plan),
            Forecast = Cost.Of(Forecast.Of(units, now), plan),
            Budget = await budgets.FindAsync(tenant, ct),
        };
    }
}
