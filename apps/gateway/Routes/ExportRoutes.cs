using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>Taking all of a tenant's data out.</summary>
internal static class ExportRoutes
{
    private static readonly RouteParameter Id = new("id", "path", "The tenant's id", "acme");

    public static IReadOnlyList<ForwardedRoute> All { get; } =
    [
        new("POST", "/tenant/export", "workflows", Scopes.TenantExport)
        {
            Summary = "Export all of the tenant's data",
            Description = "Reads every table in the background; GET says how far it is. It replaces the one before and is kept for a week.",
            Response = typeof(TenantExport),
            Success = StatusCodes.Status202Accepted,
        },
        new("GET", "/tenant/export", "workflows", Scopes.TenantExport)
        {
            Summary = "How far the latest export is",
            Response = typeof(TenantExport),
        },
        new("GET", "/tenant/export/file", "workflows", Scopes.TenantExport)
        {
            Summary = "The latest export's archive",
            Description = "application/gzip: a tar with manifest.json and one NDJSON file a table, whose SHA-256 the manifest has.",
            Response = typeof(void),
            Audited = AuditedWhen.Always,
        },
        new("POST", "/tenants/{id}/export", "workflows", Scopes.TenantsWrite)
        {
            Summary = "Export a tenant's data",
            Description = "Only the tenant itself can fetch the archive.",
            Response = typeof(TenantExport),
            Success = StatusCodes.Status202Accepted,
            Parameters = [Id],
        },
        new("GET", "/tenants/{id}/export", "workflows", Scopes.TenantsRead)
        {
            Summary = "How far a tenant's latest export is",
            Response = typeof(TenantExport),
            Parameters = [Id],
        },
    ];
}
