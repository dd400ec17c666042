using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Tenants;

/// <summary>The operators' routes: the registry of all tenants. Onboarding and erasure begin at the service that hosts workflows.</summary>
internal static class RegistryApi
{
    private const int MostListed = 500;
    private const int Listed = 100;

    public static void MapRegistry(this IEndpointRouteBuilder app)
    {
        var tenants = app.MapGroup("/tenants").WithTags("Tenants");
        tenants.MapGet("", List).RequireScope(Scopes.TenantsRead).WithSummary("All tenants, by id");
        tenants.MapGet("/{id}", Get).RequireScope(Scopes.TenantsRead).WithSummary("One tenant");
        tenants.MapGet("/{id}/changes", Changes).RequireScope(Scopes.TenantsRead).WithSummary("What changed, when and by whom");
        tenants.MapGet("/{id}/certificate", Certificate).RequireScope(Scopes.TenantsRead).WithSummary("Proof that it was erased");
        tenants.MapPatch("/{id}", Update).RequireScope(Scopes.TenantsWrite).Validate<TenantUpdate>().WithSummary("Changes a tenant");
        tenants.MapPost("/{id}/suspend", Suspend).RequireScope(Scopes.TenantsWrite).WithSummary("Takes a tenant out of service");
        tenants.MapPost("/{id}/resume", Resume).RequireScope(Scopes.TenantsWrite).WithSummary("Takes a tenant back into service");
        tenants.MapPost("/{id}/keys", CreateKey).RequireScope(Scopes.TenantsWrite).Validate<NewApiKey>()
            .WithSummary("Makes a tenant's first API key");
    }

    private static async Task<Results<Ok<TenantPage>, ValidationProblem>> List(
        RegistryStore registry, string? after, int? limit, CancellationToken ct) =>
        limit is null or (>= 1 and <= MostListed) && (after?.Length ?? 0) <= TenantId.MaxLength
            ? TypedResults.Ok(await registry.PageAsync(after ?? "", limit ?? Listed, ct))
            : TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["limit"] = [$"1 to {MostListed} is expected."] });

    private static async Task<Results<Ok<Tenant>, NotFound>> Get(string id, RegistryStore registry, CancellationToken ct) =>
        TenantId.TryCreate(id, out var tenant) && await registry.FindAsync(tenant, ct) is { } found
            ? TypedResults.Ok(found)
            : TypedResults.NotFound();

    private static async Task<Results<Ok<TenantChanges>, NotFound>> Changes(string id, RegistryStore registry, CancellationToken ct) =>
        TenantId.TryCreate(id, out var tenant) && await registry.FindAsync(tenant, ct) is not null
            ? TypedResults.Ok(await registry.ChangesAsync(tenant, ct))
            : TypedResults.NotFound();

    private static async Task<Results<Ok<ErasureCertificate>, NotFound>> Certificate(
        string id, RegistryStore registry, CancellationToken ct) =>
        TenantId.TryCreate(id, out var tenant) && await registry.CertificateAsync(tenant, ct) is { } certificate
            ? TypedResults.Ok(certificate)
            : TypedResults.NotFound();

    private static Task<IResult> Update(string id, TenantUpdate update, SteerTenant steer, ClaimsPrincipal caller, CancellationToken ct) =>
        steer.UpdateAsync(id, update, caller.Subject(), ct);

    private static Task<IResult> Suspend(string id, SteerTenant steer, ClaimsPrincipal caller, CancellationToken ct) =>
        steer.MoveAsync(id, TenantStatus.Suspended, caller.Subject(), ct);

    private static Task<IResult> Resume(string id, SteerTenant steer, ClaimsPrincipal caller, CancellationToken ct) =>
        steer.MoveAsync(id, TenantStatus.Active, caller.Subject(), ct);

    // Whoever onboards a tenant hands it its first key, with whatever a tenant may give out.
    private static async Task<IResult> CreateKey(
        string id, NewApiKey request, CreateApiKey create, ClaimsPrincipal caller, CancellationToken ct) =>
        TenantId.TryCreate(id, out var tenant)
            ? await create.HandleAsync(tenant, request, new(caller.Subject(), Scopes.OfTenants), ct)
            : TypedResults.NotFound();
}
