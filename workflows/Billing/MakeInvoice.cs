using Platform.Dapr;

namespace Platform.Workflows.Billing;

/// <summary>Has the tenant's month closed.</summary>
internal sealed partial class MakeInvoice(TenantBills bills, ILogger<MakeInvoice> logger) : WorkflowActivity<ClosingTask, string?>
{
    /// <returns>The invoice's id; null when the tenant is gone, or came after the month.</returns>
    public override async Task<string?> RunAsync(WorkflowActivityContext context, ClosingTask input)
    {
        var invoice = await bills.CloseAsync(new(input.Tenant), input.Month, context.CancellationToken);
        LogClosed(input.Tenant, input.Month, invoice?.Id);
        return invoice?.Id;
    }

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant}: {Month} is closed, invoice {Invoice}")]
    private partial void LogClosed(string tenant, string month, string? invoice);
}
