using Platform.Dapr;

namespace Platform.Workflows.Billing;

/// <summary>A month of one tenant.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Month">The month, UTC, e.g. <c>2026-01</c>.</param>
internal sealed record ClosingTask(string Tenant, string Month);

/// <summary>
/// Closes one month of one tenant: afterwards there is an invoice that never changes, in Stripe too where that is set up. Its instance has
/// the invoice's id; done twice nevertheless, it gives the same invoice.
/// </summary>
internal sealed class CloseMonth : Workflow<ClosingTask, string?>
{
    // Two days and more: a service that is away for a weekend costs no invoice.
    private static readonly WorkflowTaskOptions Patient =
        new(new WorkflowRetryPolicy(100, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(30)));

    // Stripe remembers keys and identifiers for a day: what is sent again later would be there twice.
    private static readonly WorkflowTaskOptions WithinADay =
        new(new WorkflowRetryPolicy(60, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(30), TimeSpan.FromHours(20)));

    public override async Task<string?> RunAsync(WorkflowContext context, ClosingTask input)
    {
        var invoice = await context.CallActivityAsync<string?>(nameof(MakeInvoice), input, Patient);
        if (invoice is not null) await context.CallActivityAsync<string?>(nameof(ExportInvoice), input, WithinADay);
        return invoice;
    }
}
