using Platform.Contracts;

namespace Platform.Postgres;

/// <summary>
/// Names of a tenant's schema and role: <c>t:{id}</c>, always quoted. A tenant id has no quote, no colon and no capital, so two tenants
/// never share a name and no name needs escaping; 42 characters stay below PostgreSQL's 63.
/// </summary>
internal static class TenantSchema
{
    public const string Prefix = "t:";

    public static string Name(TenantId tenant) => $"{Prefix}{tenant}";

    public static string Quoted(TenantId tenant) => $"\"{Name(tenant)}\"";
}
