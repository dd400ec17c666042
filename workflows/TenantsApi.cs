using System.Security.Claims;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Workflows.Tenants;

namespace Platform.Workflows;

/// <summary>The operators' routes that start durable work; all others of the registry are the service tenants'.</summary>
internal static class TenantsApi
{
    public static void MapTenants(this IEndpointRouteBuilder app)
    {
        var tenants = app.MapGroup("/tenants").RequireScope(Scopes.TenantsWrite).WithTags("Tenants");
        tenants.MapPost("", Onboard).Validate<NewTenant>().WithSummary("Onboards a tenant");
        tenants.MapDelete("/{id}", Erase).WithSummary("Erases a tenant for good");
    }

    private static Task<IResult> Onboard(NewTenant request, StartOnboarding start, ClaimsPrincipal caller, CancellationToken ct) =>
        start.HandleAsync(request, caller.Subject(), ct);

    private static Task<IResult> Erase(string id, StartErasure start, ClaimsPrincipal caller, CancellationToken ct) =>
        start.HandleAsync(id, caller.Subject(), ct);
}
