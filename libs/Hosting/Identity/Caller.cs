using System.Security.Claims;

namespace Platform.Hosting;

/// <summary>Who calls, as claims.</summary>
internal static class Caller
{
    public static ClaimsIdentity Of(string? subject, IEnumerable<string> tenants, IEnumerable<string> roles, IEnumerable<string> scopes)
    {
        var caller = new ClaimsIdentity(BearerHandler.SchemeName, PlatformClaims.Subject, PlatformClaims.Role);
        caller.AddClaim(new(PlatformClaims.Subject, subject ?? ""));
        foreach (var tenant in tenants) caller.AddClaim(new(PlatformClaims.Tenant, tenant));
        foreach (var role in roles) caller.AddClaim(new(PlatformClaims.Role, role));
        foreach (var scope in scopes) caller.AddClaim(new(PlatformClaims.Scope, scope));
        return caller;
    }
}
