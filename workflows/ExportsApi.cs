using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Workflows.Exports;

namespace Platform.Workflows;

/// <summary>The routes of exports: a tenant's own, and an operator's, who starts one for the tenant to fetch.</summary>
internal static class ExportsApi
{
    private const string Own = "/tenant/export";
    private const string AnyOf = "/tenants/{id}/export";

    public static void MapExports(this IEndpointRouteBuilder app)
    {
        app.MapPost(Own, Start).RequireScope(Scopes.TenantExport).WithTags("Tenant").WithSummary("Exports the tenant's data");
        app.MapGet(Own, Get).RequireScope(Scopes.TenantExport).WithTags("Tenant").WithSummary("How far the latest export is");
        app.MapGet($"{Own}/file", File).RequireScope(Scopes.TenantExport).WithTags("Tenant").WithSummary("The archive");
        app.MapPost(AnyOf, StartFor).RequireScope(Scopes.TenantsWrite).WithTags("Tenants").WithSummary("Exports a tenant's data");
        app.MapGet(AnyOf, GetFor).RequireScope(Scopes.TenantsRead).WithTags("Tenants").WithSummary("How far its latest export is");
    }

    private static Task<IResult> Start(TenantId tenant, StartExport start, ClaimsPrincipal caller, CancellationToken ct) =>
        start.HandleAsync(tenant, caller.Subject(), $"/api/v1{Own}", ct);

    private static async Task<Results<Ok<TenantExport>, NotFound>> Get(TenantId tenant, ExportStore exports, CancellationToken ct) =>
        await exports.FindAsync(tenant, ct) is { } export ? TypedResults.Ok(export) : TypedResults.NotFound();

    private static async Task<IResult> File(TenantId tenant, ExportStore exports, ExportArchive archive, HttpContext context)
    {
        var ct = context.RequestAborted;
        if (await exports.FindAsync(tenant, ct) is not { } export) return TypedResults.NotFound();
        if (export.Manifest is not { } manifest) return Conflicts.Of("export-not-ready", "The export is not complete.");

        context.Response.ContentType = "application/gzip";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{tenant}.tar.gz\"";
        await archive.WriteAsync(manifest, context.Response.Body, ct);
        return TypedResults.Empty;
    }

    private static Task<IResult> StartFor(string id, StartExport start, ClaimsPrincipal caller, CancellationToken ct) =>
        start.HandleAsync(id, caller.Subject(), ct);

    private static async Task<Results<Ok<TenantExport>, NotFound>> GetFor(string id, ExportStore exports, CancellationToken ct) =>
        TenantId.TryCreate(id, out var tenant) && await exports.FindAsync(tenant, ct) is { } export
            ? TypedResults.Ok(export)
            : TypedResults.NotFound();
}
