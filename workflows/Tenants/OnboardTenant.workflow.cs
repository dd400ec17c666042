using Platform.Dapr;

namespace Platform.Workflows.Tenants;

/// <summary>A tenant that somebody wants something of.</summary>
/// <param name="Tenant">Its id.</param>
/// <param name="By">Who asked for it.</param>
internal sealed record TenantTask(string Tenant, string By);

/// <summary>One service's part of it.</summary>
internal sealed record ServiceTask(string Service, string Tenant);

/// <summary>
/// Sets a tenant up: schema, role and tables of every service, a look at the state store, then it is in service. When a step fails for
/// good, what was made goes again and the id is free.
/// </summary>
internal sealed class OnboardTenant : Workflow<TenantTask, bool>
{
    // About a minute: whoever waits for a new tenant wants to know.
    private static readonly WorkflowTaskOptions Soon =
        new(new WorkflowRetryPolicy(8, TimeSpan.FromMilliseconds(500), 2, TimeSpan.FromSeconds(15)));

    private static readonly WorkflowTaskOptions Patient =
        new(new WorkflowRetryPolicy(50, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(5)));

    public override async Task<bool> RunAsync(WorkflowContext context, TenantTask input)
    {
        try
        {
            // One after the other: they take turns at the tenant's schema anyway, and waiting for a turn would hold a connection each.
            foreach (var service in TenantRegistry.Services)
                await context.CallActivityAsync<bool>(nameof(ProvisionService), new ServiceTask(service, input.Tenant), Soon);

            await context.CallActivityAsync<bool>(nameof(CheckStateStore), input, Soon);
            return await context.CallActivityAsync<bool>(nameof(ActivateTenant), input, Soon);
        }
        catch (WorkflowTaskFailedException)
        {
            await context.CallActivityAsync<bool>(nameof(UndoOnboarding), input, Patient);
            throw;
        }
    }
}
