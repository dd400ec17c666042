using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;

namespace Platform.Workflows.Tenants;

/// <summary>Has a service make what it needs for a tenant.</summary>
internal sealed class ProvisionService(TenantRegistry registry) : WorkflowActivity<ServiceTask, bool>
{
    public override async Task<bool> RunAsync(WorkflowActivityContext context, ServiceTask input)
    {
        await registry.ProvisionAsync(input.Service, new(input.Tenant), context.CancellationToken);
        return true;
    }
}

/// <summary>Writes, reads and removes a value where the tenant's state will be.</summary>
internal sealed class CheckStateStore(TenantStates states, TenantRegistry registry) : WorkflowActivity<TenantTask, bool>
{
    private const string Key = "onboarding";

    public override async Task<bool> RunAsync(WorkflowActivityContext context, TenantTask input)
    {
        var (tenant, ct) = (new TenantId(input.Tenant), context.CancellationToken);
        // The directory may not know the tenant yet, so the registry is asked.
        var state = states.In((await registry.FindAsync(tenant, ct))?.StateStore ?? TenantStates.Common, tenant);
        await state.SaveAsync(Key, context.InstanceId, ct);
        var read = await state.GetAsync<string>(Key, ct);
        await state.DeleteAsync(Key, ct);
        return read == context.InstanceId
            ? true
            : throw new DaprException($"The state store {state.Store} did not give back what it was given.");
    }
}

/// <summary>Takes a tenant into service; the registry tells everybody.</summary>
internal sealed partial class ActivateTenant(TenantRegistry registry, ILogger<ActivateTenant> logger) : WorkflowActivity<TenantTask, bool>
{
    public override async Task<bool> RunAsync(WorkflowActivityContext context, TenantTask input)
    {
        var tenant = new TenantId(input.Tenant);
        var moved = await registry.MoveAsync(tenant, "activate", input.By, context.CancellationToken);
        if (moved is null) throw new DaprException($"The tenant {tenant} cannot come into service any more.");
        LogActive(tenant);
        return true;
    }

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant} is in service")]
    private partial void LogActive(TenantId tenant);
}

/// <summary>Undoes an onboarding that failed.</summary>
internal sealed class UndoOnboarding(TenantRegistry registry) : WorkflowActivity<TenantTask, bool>
{
    public override async Task<bool> RunAsync(WorkflowActivityContext context, TenantTask input)
    {
        await registry.AbandonAsync(new(input.Tenant), context.CancellationToken);
        return true;
    }
}
