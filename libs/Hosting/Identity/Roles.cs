namespace Platform.Hosting;

/// <summary>Who a caller is to the tenant, and what that allows. This table is the only place that says so.</summary>
public static class Roles
{
    /// <summary>Someone who looks on.</summary>
    public const string Viewer = "viewer";

    /// <summary>Someone who works alerts.</summary>
    public const string Analyst = "analyst";

    /// <summary>Someone who brings data in and tries scores.</summary>
    public const string DataScientist = "data-scientist";

    /// <summary>Everything of one tenant.</summary>
    public const string Admin = "admin";

    /// <summary>Someone who checks what was done, and does nothing.</summary>
    public const string Auditor = "auditor";

    /// <summary>Someone who runs the platform: keeps the registry of tenants, and reads none of their data.</summary>
    public const string Operator = "operator";

    /// <summary>A system that sends events and asks for scores.</summary>
    public const string Service = "service";

    private static readonly Dictionary<string, string[]> scopes = new(StringComparer.Ordinal)
    {
        [Viewer] = [Scopes.DecisionsRead, Scopes.AlertsRead],
        [Analyst] =
        [
            Scopes.DecisionsRead, Scopes.AlertsRead, Scopes.RulesRead, Scopes.RulesWrite, Scopes.ListsRead, Scopes.ListsWrite,
            Scopes.ModelsRead, Scopes.ImportsRead, Scopes.AlertsWrite, Scopes.LabelsRead, Scopes.LabelsWrite,
        ],
        [DataScientist] =
        [
            Scopes.DecisionsRead, Scopes.RiskScore, Scopes.RulesRead, Scopes.ListsRead, Scopes.ModelsRead, Scopes.ModelsWrite,
            Scopes.ImportsRead, Scopes.ImportsWrite, Scopes.LabelsRead, Scopes.LabelsWrite,
        ],
        [Admin] = [.. Scopes.OfTenants],
        [Auditor] = [Scopes.AuditRead, Scopes.TenantRead, Scopes.KeysRead, Scopes.UsageRead],
        [Operator] = [Scopes.TenantsRead, Scopes.TenantsWrite],
        [Service] =
        [
            Scopes.EventsWrite, Scopes.RiskScore, Scopes.DecisionsRead, Scopes.ImportsWrite, Scopes.ImportsRead, Scopes.LabelsWrite,
        ],
    };

    /// <summary>The roles there are; a tenant may define more.</summary>
    public static IReadOnlyCollection<string> All => scopes.Keys;

    /// <summary>What roles allow together; an unknown role allows nothing.</summary>
    /// <param name="roles">The roles of a caller.</param>
    /// <returns>Their scopes, each once.</returns>
    public static IReadOnlyList<string> ScopesOf(IEnumerable<string> roles) =>
        [.. roles.SelectMany(role => scopes.GetValueOrDefault(role, [])).Distinct()];
}
