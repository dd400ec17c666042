using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Tenants.Quotas;

namespace Platform.Tenants;

/// <summary>What a tenant sees and says of itself: its entry, and roles of its own.</summary>
internal static class OwnTenantApi
{
    public static void MapOwnTenant(this IEndpointRouteBuilder app)
    {
        var own = app.MapGroup("/tenant").WithTags("Own tenant");
        own.MapGet("", Get).RequireScope(Scopes.TenantRead).WithSummary("The caller's tenant");
        own.MapGet("/changes", Changes).RequireScope(Scopes.TenantRead).WithSummary("What changed, when and by whom");
        own.MapGet("/usage", Usage).RequireScope(Scopes.UsageRead).WithSummary("The caller's quotas");
        own.MapPut("/roles/{id}", Define).RequireScope(Scopes.TenantWrite).Validate<RoleDefinition>().WithSummary("Defines a role");
        own.MapDelete("/roles/{id}", Remove).RequireScope(Scopes.TenantWrite).WithSummary("Removes a role");
    }

    private static async Task<Results<Ok<Tenant>, NotFound>> Get(TenantId tenant, RegistryStore registry, CancellationToken ct) =>
        await registry.FindAsync(tenant, ct) is { } found ? TypedResults.Ok(found) : TypedResults.NotFound();

    private static async Task<Results<Ok<TenantChanges>, NotFound>> Changes(
        TenantId tenant, RegistryStore registry, CancellationToken ct) =>
        await registry.FindAsync(tenant, ct) is null
            ? TypedResults.NotFound()
            : TypedResults.Ok(await registry.ChangesAsync(tenant, ct));

    private static async Task<Ok<QuotaReport>> Usage(TenantId tenant, ReportQuotas report, CancellationToken ct) =>
        TypedResults.Ok(await report.HandleAsync(tenant, ct));

    private static Task<IResult> Define(
        TenantId tenant, string id, RoleDefinition role, DefineRole define, ClaimsPrincipal caller, CancellationToken ct) =>
        define.HandleAsync(tenant, id, role.Scopes, caller, ct);

    private static Task<IResult> Remove(TenantId tenant, string id, DefineRole define, ClaimsPrincipal caller, CancellationToken ct) =>
        define.RemoveAsync(tenant, id, caller.Subject(), ct);
}
