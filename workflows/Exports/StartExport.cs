using Platform.Contracts;
using Platform.Hosting;
using Platform.Workflows.Housekeeping;
using Platform.Workflows.Tenants;

namespace Platform.Workflows.Exports;

/// <summary>Starts the export of a tenant, at its own word or an operator's; who asked is in the manifest.</summary>
internal sealed partial class StartExport(
    ExportStore exports, TenantRegistry registry, DailySchedule daily, ILogger<StartExport> logger)
{
    /// <summary>At the tenant's own word.</summary>
    public async Task<IResult> HandleAsync(TenantId tenant, string by, string location, CancellationToken ct)
    {
        // Its work of the day removes the files after a while.
        await daily.EnsureAsync(tenant, ct);
        if (!await exports.StartAsync(tenant, by, ct)) return Conflicts.Of("export-running", "An export is on its way.");

        LogStarted(tenant, by);
        return await exports.FindAsync(tenant, ct) is { } export
            ? TypedResults.Accepted(location, export)
            : TypedResults.NotFound();
    }

    /// <summary>At an operator's word, who sees how far it is but fetches nothing.</summary>
    public async Task<IResult> HandleAsync(string id, string by, CancellationToken ct)
    {
        if (!TenantId.TryCreate(id, out var tenant)) return TypedResults.NotFound();
        if (await registry.FindAsync(tenant, ct) is not { } entry) return TypedResults.NotFound();
        if (entry.Status is not (TenantStatus.Active or TenantStatus.Suspended))
            return Conflicts.Of("tenant-status", "The tenant is being set up, or erased.");

        return await HandleAsync(tenant, by, $"/api/v1/tenants/{tenant}/export", ct);
    }

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant}: an export is started, asked for by {By}")]
    private partial void LogStarted(TenantId tenant, string by);
}
