using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;
using Platform.Tenants.Billing;
using Platform.Tenants.Quotas;

namespace Platform.Tenants.Metering;

/// <summary>Counts usage as it is delivered, says what it costs, and looks at the budget.</summary>
internal sealed partial class CountUsage(
    UsageStore usage, TenantCosts costs, WatchBudget budget, WatchQuotas quotas, TimeProvider time, ILogger<CountUsage> logger)
    : IHandleBatch<UsageRecord>
{
    /// <summary>Handles a delivery, tenant by tenant. When one fails all of it comes again, and what was counted is known.</summary>
    public async Task<IReadOnlyList<Delivery>> HandleAsync(IReadOnlyList<Received<UsageRecord>> events, CancellationToken ct)
    {
        foreach (var tenant in events.GroupBy(e => e.Tenant))
            await HandleAsync(tenant.Key, [.. tenant.Select(e => e.Data).DistinctBy(record => record.Id)], ct);

        return [.. Enumerable.Repeat(Delivery.Success, events.Count)];
    }

    // The budget is looked at even when all was known: the delivery before may have died between the two.
    private async Task HandleAsync(TenantId tenant, IReadOnlyList<UsageRecord> records, CancellationToken ct)
    {
        var added = await usage.CountAsync(tenant, records, ct);
        var month = Month.Of(time.GetUtcNow());
        var plan = await costs.PlanOfAsync(tenant, ct);
        var now = await usage.OfMonthAsync(tenant, month, ct);
        quotas.Note(tenant, month, now);
        costs.Count(tenant, plan, now, [.. added.Where(point => Month.Of(point.Start) == month)]);
        await budget.CheckAsync(tenant, month, plan, Cost.Of(now, plan), ct);
        LogCounted(tenant, records.Count, added.Sum(point => point.Quantity));
    }

    [LoggerMessage(LogLevel.Debug, "Tenant {Tenant}: {Records} usage records, {Units} units are new")]
    private partial void LogCounted(TenantId tenant, int records, long units);
}
