using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Tenants;

/// <summary>A tenant's API keys.</summary>
internal static class KeysApi
{
    public static void MapKeys(this IEndpointRouteBuilder app)
    {
        var keys = app.MapGroup("/keys").WithTags("API keys");
        keys.MapGet("", List).RequireScope(Scopes.KeysRead).WithSummary("The keys of the caller's tenant, newest first");
        keys.MapPost("", Create).RequireScope(Scopes.KeysWrite).Validate<NewApiKey>().WithSummary("Makes a key; it is shown this once");
        keys.MapDelete("/{id}", Revoke).RequireScope(Scopes.KeysWrite).WithSummary("Ends a key within seconds");
    }

    private static async Task<Ok<ApiKeyList>> List(TenantId tenant, KeyStore keys, CancellationToken ct) =>
        TypedResults.Ok(await keys.ListAsync(tenant, ct));

    private static Task<IResult> Create(
        TenantId tenant, NewApiKey request, CreateApiKey create, CallerScopes scopes, ClaimsPrincipal caller, CancellationToken ct) =>
        create.HandleAsync(
            tenant, request, new(caller.Subject(), [.. Scopes.OfTenants.Where(scope => scopes.Allow(caller, tenant, scope))]), ct);

    private static async Task<Results<NoContent, NotFound>> Revoke(
        TenantId tenant, string id, KeyStore keys, TimeProvider time, CancellationToken ct) =>
        await keys.RevokeAsync(tenant, id, time.GetUtcNow(), ct) ? TypedResults.NoContent() : TypedResults.NotFound();
}
