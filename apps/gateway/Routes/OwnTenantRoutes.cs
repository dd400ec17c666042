using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>What a tenant's own people see and say of it: its entry, roles of its own, API keys.</summary>
internal static class OwnTenantRoutes
{
    private static readonly RouteParameter Role = new("id", "path", "The role's name: 3 to 40 of a-z, 0-9 and -", "case-lead");
    private static readonly RouteParameter Key = new("id", "path", "The key's id", "k7m2q9x4c1ab");

    public static IReadOnlyList<ForwardedRoute> All { get; } =
    [
        new("GET", "/tenant", "tenants", Scopes.TenantRead)
        {
            Summary = "The caller's tenant",
            Response = typeof(Tenant),
        },
        new("GET", "/tenant/changes", "tenants", Scopes.TenantRead)
        {
            Summary = "What changed, when and by whom",
            Response = typeof(TenantChanges),
        },
        new("GET", "/tenant/usage", "tenants", Scopes.UsageRead)
        {
            Summary = "The caller's quotas",
            Description = "Of each quota: used so far this month, limit, percent, and when it begins anew. From 80 % on, answers to calls "
                + "that use it have the header Quota-Warning; from 100 % on such calls are answered with 402 and the code "
                + "quota-exhausted. Both follow the usage by some seconds. Reading always works.",
            Response = typeof(QuotaReport),
        },
        new("PUT", "/tenant/roles/{id}", "tenants", Scopes.TenantWrite)
        {
            Summary = "Define a role",
            Description = "Whoever has it by the token's claim 'roles' may do what it allows, within seconds. Nobody gives what he lacks.",
            Body = BodyKind.Json,
            Request = typeof(RoleDefinition),
            Response = typeof(Tenant),
            Parameters = [Role],
        },
        new("DELETE", "/tenant/roles/{id}", "tenants", Scopes.TenantWrite)
        {
            Summary = "Remove a role",
            Response = typeof(void),
            Success = StatusCodes.Status204NoContent,
            Parameters = [Role],
        },
        new("GET", "/keys", "tenants", Scopes.KeysRead)
        {
            Summary = "API keys, newest first",
            Response = typeof(ApiKeyList),
        },
        new("POST", "/keys", "tenants", Scopes.KeysWrite)
        {
            Summary = "Make an API key",
            Description = "The secret goes after 'Bearer'; it is in this answer and nowhere else. Nobody gives what he lacks.",
            Body = BodyKind.Json,
            Request = typeof(NewApiKey),
            Response = typeof(CreatedApiKey),
            Success = StatusCodes.Status201Created,
        },
        new("DELETE", "/keys/{id}", "tenants", Scopes.KeysWrite)
        {
            Summary = "Revoke an API key",
            Description = "It ends within seconds, everywhere.",
            Response = typeof(void),
            Success = StatusCodes.Status204NoContent,
            Parameters = [Key],
        },
    ];
}
