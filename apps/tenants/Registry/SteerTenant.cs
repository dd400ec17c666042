using Platform.Contracts;
using Platform.Hosting;
using Platform.Tenants.Quotas;

namespace Platform.Tenants;

/// <summary>Changes a tenant at an operator's word.</summary>
internal sealed partial class SteerTenant(
    RegistryStore registry, RegistryChanges changes, TenantStates states, WatchQuotas quotas, ILogger<SteerTenant> logger)
{
    /// <summary>Changes what is known of it.</summary>
    public async Task<IResult> UpdateAsync(string id, TenantUpdate update, string by, CancellationToken ct)
    {
        if (!TenantId.TryCreate(id, out var tenant)) return TypedResults.NotFound();
        if (await states.ObjectionAsync(update.StateStore, ct) is { } objection) return objection;

        var changed = await changes.ChangeAsync(
            tenant, by, before => IsAlive(before) ? ChangeTenant.Update(before, update) : null, ct);
        quotas.LookAt(tenant);
        return await AnswerAsync(tenant, changed, ct);
    }

    /// <summary>Takes it out of service, or back; doing it twice changes nothing.</summary>
    public async Task<IResult> MoveAsync(string id, TenantStatus status, string by, CancellationToken ct)
    {
        if (!TenantId.TryCreate(id, out var tenant)) return TypedResults.NotFound();
        var moved = await changes.ChangeAsync(tenant, by, before => Moved(before, status), ct);
        if (moved is not null) LogMoved(tenant, moved.Status, by);
        return await AnswerAsync(tenant, moved, ct);
    }

    // A tenant that is being set up comes into service by its workflow only.
    private static Tenant? Moved(Tenant? before, TenantStatus status) =>
        before is { Status: TenantStatus.Onboarding } ? null : ChangeTenant.Moved(before, status);

    private static bool IsAlive([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] Tenant? tenant) =>
        tenant is { Status: TenantStatus.Onboarding or TenantStatus.Active or TenantStatus.Suspended };

    private async Task<IResult> AnswerAsync(TenantId tenant, Tenant? changed, CancellationToken ct)
    {
        if (changed is not null) return TypedResults.Ok(changed);
        return await registry.FindAsync(tenant, ct) is { } there
            ? Conflicts.Of("tenant-status", $"The tenant is {there.Status.ToString().ToLowerInvariant()}: that is not possible now.")
            : TypedResults.NotFound();
    }

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant} is {Status} now, by {By}")]
    private partial void LogMoved(TenantId tenant, TenantStatus status, string by);
}
