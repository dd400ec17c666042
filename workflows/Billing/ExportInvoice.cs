using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Workflows.Tenants;

namespace Platform.Workflows.Billing;

/// <summary>
/// Puts a closed month into Stripe, when the tenant is a customer there: a meter event per meter, and a draft invoice with its lines. Every
/// call has a key of its own that a repetition keeps, so whatever fails in between, one of each remains.
/// </summary>
internal sealed partial class ExportInvoice(
    TenantBills bills, TenantRegistry registry, StripeApi stripe, IOptions<ClosingOptions> options, ILogger<ExportInvoice> logger)
    : WorkflowActivity<ClosingTask, string?>
{
    /// <returns>Stripe's id of the invoice; null when there is nothing to export.</returns>
    public override async Task<string?> RunAsync(WorkflowActivityContext context, ClosingTask input)
    {
        var (tenant, ct) = (new TenantId(input.Tenant), context.CancellationToken);
        if (options.Value.StripeEndpoint.Length == 0) return null;
        if (await registry.FindAsync(tenant, ct) is not { BillingCustomer: { } customer }) return null;
        // Closed already: this gives the same invoice again.
        if (await bills.CloseAsync(tenant, input.Month, ct) is not { } invoice) return null;

        foreach (var call in StripeForms.MeterEvents(invoice, customer)) await stripe.PostAsync(call, ct);
        var id = await stripe.PostAsync(StripeForms.Head(invoice, customer), ct)
            ?? throw new InvalidOperationException("Stripe gave the invoice no id.");
        foreach (var call in StripeForms.Lines(invoice, customer, id)) await stripe.PostAsync(call, ct);
        LogExported(input.Tenant, invoice.Id, id);
        return id;
    }

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant}: {Invoice} is {StripeId} in Stripe")]
    private partial void LogExported(string tenant, string invoice, string stripeId);
}
