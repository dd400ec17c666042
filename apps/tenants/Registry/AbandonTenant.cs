using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Tenants;

/// <summary>Undoes an onboarding that failed: tables and role go, and the id is free again. A tenant in service is never touched.</summary>
internal sealed class AbandonTenant(RegistryStore registry, RegistryChanges changes, TenantDatabase database)
{
    public async Task HandleAsync(TenantId tenant, CancellationToken ct)
    {
        if (await registry.FindAsync(tenant, ct) is not { Status: TenantStatus.Onboarding }) return;

        // The entry last: while it is there, a repetition does what is left to do.
        await database.DropAsync(tenant, ct);
        await changes.RemoveAsync(tenant, ct);
    }
}
