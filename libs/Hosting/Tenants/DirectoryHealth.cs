using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Contracts;

namespace Platform.Hosting;

/// <summary>A service that serves registered tenants only is not ready before it knows them.</summary>
internal sealed class DirectoryHealth(TenantDirectory directory) : IHealthCheck
{
    // Nobody has this id: a hyphen cannot begin one. Where it is "unread", every tenant is.
    private static readonly TenantId nobody = new("-");

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(directory.StandingOf(nobody) is Standing.Unread
            ? HealthCheckResult.Unhealthy("The registry of tenants has not been read yet.")
            : HealthCheckResult.Healthy());
}
