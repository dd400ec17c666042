using Platform.Contracts;
using Platform.Tenants.Billing;
using Platform.Tenants.Metering;

namespace Platform.Tenants.Quotas;

/// <summary>Shows a tenant what of its quotas is used: events and scores as counted now, storage as it was measured last.</summary>
internal sealed class ReportQuotas(UsageStore usage, QuotaStore quotas, RegistryStore registry, PriceBook book, TimeProvider time)
{
    public async Task<QuotaReport> HandleAsync(TenantId tenant, CancellationToken ct)
    {
        var month = Month.Of(time.GetUtcNow());
        var limits = await registry.FindAsync(tenant, ct) is { } entry ? QuotaLimits.Of(entry, book) : QuotaLimits.None;
        var units = WatchQuotas.Counted(month, await usage.OfMonthAsync(tenant, month, ct));
        var storage = (await quotas.FindAsync(tenant, ct)).Where(each => each.Quota is Quota.Storage)
            .DefaultIfEmpty(new(Quota.Storage, month.ToString(), 0));
        return new(month.ToString(), [.. units.Concat(storage).Select(used => LineOf(used, limits, month))]);
    }

    private static QuotaLine LineOf(QuotaUsed used, QuotaLimits limits, Month month) => new()
    {
        Quota = used.Quota,
        Used = used.In(month),
        Limit = limits[used.Quota],
        Percent = used.PercentOf(limits, month),
        ResetsAt = QuotaUsed.ResetOf(used.Quota, month),
    };
}
