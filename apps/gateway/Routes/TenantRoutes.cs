using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>The registry of tenants, for operators.</summary>
internal static class TenantRoutes
{
    private static readonly RouteParameter Id = new("id", "path", "The tenant's id", "acme");

    public static IReadOnlyList<ForwardedRoute> All { get; } =
    [
        new("POST", "/tenants", "workflows", Scopes.TenantsWrite)
        {
            Summary = "Onboard a tenant",
            Description = "Starts the onboarding: schema, role and tables of every service. GET /tenants/{id} says when it is active. The "
                + "id is taken for ever: also one that was erased is not given again.",
            Body = BodyKind.Json,
            Request = typeof(NewTenant),
            Response = typeof(Tenant),
            Success = StatusCodes.Status202Accepted,
        },
        new("GET", "/tenants", "tenants", Scopes.TenantsRead)
        {
            Summary = "All tenants, by id",
            Response = typeof(TenantPage),
            Parameters =
            [
                new("after", "query", "What 'next' of the page before said.", ""),
                new("limit", "query", "Tenants on a page, 1 to 500; 100 when absent.", "100"),
            ],
        },
        new("GET", "/tenants/{id}", "tenants", Scopes.TenantsRead)
        {
            Summary = "One tenant",
            Response = typeof(Tenant),
            Parameters = [Id],
        },
        new("PATCH", "/tenants/{id}", "tenants", Scopes.TenantsWrite)
        {
            Summary = "Change a tenant",
            Description = "What is left out stays as it is. Services know within seconds.",
            Body = BodyKind.Json,
            Request = typeof(TenantUpdate),
            Response = typeof(Tenant),
            Parameters = [Id],
        },
        new("DELETE", "/tenants/{id}", "workflows", Scopes.TenantsWrite)
        {
            Summary = "Erase a tenant for good",
            Description = "It is out of service at once; its data follows within a minute, and a signed certificate says what that was.",
            Response = typeof(Tenant),
            Success = StatusCodes.Status202Accepted,
            Parameters = [Id],
        },
        new("GET", "/tenants/{id}/changes", "tenants", Scopes.TenantsRead)
        {
            Summary = "What changed, when and by whom",
            Response = typeof(TenantChanges),
            Parameters = [Id],
        },
        new("GET", "/tenants/{id}/certificate", "tenants", Scopes.TenantsRead)
        {
            Summary = "Proof that a tenant was erased",
            Response = typeof(ErasureCertificate),
            Parameters = [Id],
        },
        new("POST", "/tenants/{id}/keys", "tenants", Scopes.TenantsWrite)
        {
            Summary = "Make a tenant's first API key",
            Description = "The secret is in this answer and nowhere else.",
            Body = BodyKind.Json,
            Request = typeof(NewApiKey),
            Response = typeof(CreatedApiKey),
            Success = StatusCodes.Status201Created,
            Parameters = [Id],
        },
        Moved("suspend", "Take a tenant out of service", "Within seconds every call is answered with 403 and live streams end."),
        Moved("resume", "Take a tenant back into service", "Nothing was lost meanwhile."),
    ];

    private static ForwardedRoute Moved(string verb, string summary, string description) =>
        new("POST", $"/tenants/{{id}}/{verb}", "tenants", Scopes.TenantsWrite)
        {
            Summary = summary,
            Description = $"{description} Done twice it changes nothing; a tenant that is being set up or erased is answered with 409.",
            Response = typeof(Tenant),
            Parameters = [Id],
        };
}
