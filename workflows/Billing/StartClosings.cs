using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Workflows.Billing;

/// <summary>Starts the close of a month for the tenants of one page of the registry.</summary>
internal sealed class StartClosings(TenantBills bills, DaprWorkflowClient workflows) : WorkflowActivity<ClosingRound, ClosingPage>
{
    public override async Task<ClosingPage> RunAsync(WorkflowActivityContext context, ClosingRound input)
    {
        var (page, started) = (await bills.TenantsAsync(input.After, context.CancellationToken), 0);
        foreach (var entry in page.Entries.Where(entry => IsBilled(entry.Status)))
        {
            if (await StartAsync(entry.Tenant, input.Month, context.CancellationToken)) started++;
        }

        return new(started, page.IsLast ? null : page.Sequence);
    }

    /// <summary>The instance of a tenant's month: the invoice's id.</summary>
    public static string InstanceOf(TenantId tenant, string month) => $"invoice-{tenant}-{month}";

    // Whoever is out of service now may have used something before.
    private static bool IsBilled(TenantStatus status) => status is TenantStatus.Active or TenantStatus.Suspended;

    private async Task<bool> StartAsync(TenantId tenant, string month, CancellationToken ct)
    {
        var instance = InstanceOf(tenant, month);
        // An instance that has ended could be started again, so it is looked at first; one that failed is started again on purpose.
        if (await workflows.GetWorkflowStateAsync(instance, getInputsAndOutputs: false, ct) is
            { RuntimeStatus: not (WorkflowRuntimeStatus.Failed or WorkflowRuntimeStatus.Terminated) }) return false;

        return await workflows.StartAsync(nameof(CloseMonth), instance, new ClosingTask(tenant.ToString(), month), ct);
    }
}
