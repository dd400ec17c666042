using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;

namespace Platform.Workflows.Tenants;

/// <summary>
/// Enters a tenant and starts its onboarding. Of two who want the same id, one does: the one whose workflow starts. A caller that died in
/// between asks again and goes on.
/// </summary>
internal sealed class StartOnboarding(TenantRegistry registry, TenantStates states, DaprWorkflowClient workflows)
{
    public async Task<IResult> HandleAsync(NewTenant request, string by, CancellationToken ct)
    {
        if (await states.ObjectionAsync(request.StateStore, ct) is { } objection) return objection;

        var tenant = new TenantId(request.Id);
        var entered = await registry.EnterAsync(request, by, ct) ?? await HalfEnteredAsync(tenant, ct);
        if (entered is null || !await IsStartedAsync(tenant, by, ct)) return Conflicts.Of("tenant-exists", "The id is taken.");
        return TypedResults.Accepted($"/api/v1/tenants/{tenant}", entered);
    }

    private async Task<Tenant?> HalfEnteredAsync(TenantId tenant, CancellationToken ct) =>
        await registry.FindAsync(tenant, ct) is { Status: TenantStatus.Onboarding } entered ? entered : null;

    private Task<bool> IsStartedAsync(TenantId tenant, string by, CancellationToken ct) =>
        workflows.StartAsync(nameof(OnboardTenant), $"onboard-{tenant}", new TenantTask(tenant.ToString(), by), ct);
}
