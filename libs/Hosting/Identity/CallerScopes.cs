using System.Security.Claims;
using Platform.Contracts;

namespace Platform.Hosting;

/// <summary>What a caller may do in a tenant: by the scopes of the token, and by roles that the tenant defined itself.</summary>
/// <param name="directory">Knows those roles.</param>
public sealed class CallerScopes(TenantDirectory directory)
{
    /// <summary>Whether a caller may do something.</summary>
    /// <param name="caller">Signed in.</param>
    /// <param name="tenant">The tenant that the request is about; null for none.</param>
    /// <param name="scope">One of <see cref="Scopes"/>.</param>
    /// <returns>
    /// An operator's scope counts in the operators' tenant only, whoever gave it: a tenant's admin or identity provider never makes an
    /// operator.
    /// </returns>
    public bool Allow(ClaimsPrincipal caller, TenantId? tenant, string scope)
    {
        if (Scopes.IsOperators(scope) && tenant != TenantId.Operators) return false;
        return caller.HasClaim(PlatformClaims.Scope, scope) || (tenant is { } own && IsGivenByOwnRole(caller, own, scope));
    }

    private bool IsGivenByOwnRole(ClaimsPrincipal caller, TenantId tenant, string scope) =>
        directory.Find(tenant)?.Roles is { Count: > 0 } roles
        && caller.Claims.Any(claim => claim.Type is PlatformClaims.Role && roles.GetValueOrDefault(claim.Value)?.Contains(scope) is true);
}
