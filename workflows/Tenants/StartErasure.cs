using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;

namespace Platform.Workflows.Tenants;

/// <summary>Takes a tenant out of service for good and starts its erasure; asked for twice it is done once.</summary>
internal sealed class StartErasure(TenantRegistry registry, DaprWorkflowClient workflows)
{
    public async Task<IResult> HandleAsync(string id, string by, CancellationToken ct)
    {
        if (!TenantId.TryCreate(id, out var tenant) || await registry.FindAsync(tenant, ct) is null) return TypedResults.NotFound();
        if (await registry.MoveAsync(tenant, "erasing", by, ct) is not { } entry)
            return Conflicts.Of("tenant-status", "The tenant is being set up, or was erased.");

        // Asked for before it is on its way already.
        await workflows.StartAsync(nameof(EraseTenant), $"erase-{tenant}", new TenantTask(tenant.ToString(), by), ct);
        return TypedResults.Accepted($"/api/v1/tenants/{tenant}/certificate", entry);
    }
}
