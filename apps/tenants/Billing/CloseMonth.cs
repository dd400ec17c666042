using Platform.Contracts;
using Platform.Tenants.Metering;

namespace Platform.Tenants.Billing;

/// <summary>Makes a month's invoice: as a preview while the month runs, for good once it is over.</summary>
internal sealed partial class CloseMonth(
    InvoiceStore invoices, UsageStore usage, TenantCosts costs, PriceBook book, TimeProvider time, ILogger<CloseMonth> logger)
{
    /// <summary>Closes a month; asked for again, it gives the same invoice.</summary>
    /// <returns>Null while the month is not over.</returns>
    public async Task<Invoice?> HandleAsync(TenantId tenant, Month month, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (now < month.End) return null;

        var plan = await costs.PlanOfAsync(tenant, ct);
        var invoice = await invoices.CloseAsync(tenant, month, units => Make(tenant, month, plan, units) with { ClosedAt = now }, ct);
        LogClosed(tenant, invoice.Month, invoice.Id);
        return invoice;
    }

    /// <summary>What a month's invoice would be now.</summary>
    public async Task<Invoice> PreviewAsync(TenantId tenant, Month month, CancellationToken ct) =>
        Make(tenant, month, await costs.PlanOfAsync(tenant, ct), await usage.OfMonthAsync(tenant, month, ct));

    /// <summary>The id of a tenant's invoice of a month.</summary>
    public static string IdOf(TenantId tenant, Month month) => $"invoice-{tenant}-{month}";

    private Invoice Make(TenantId tenant, Month month, Plan plan, IReadOnlyDictionary<UsageMeter, long> units) => new()
    {
        Id = IdOf(tenant, month),
        Tenant = tenant,
        Month = month.ToString(),
        Plan = plan.Name,
        Currency = plan.Currency,
        PriceBook = book.Version,
        Cost = Cost.Of(units, plan),
    };

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant}: {Month} is closed with {Invoice}")]
    private partial void LogClosed(TenantId tenant, string month, string invoice);
}
