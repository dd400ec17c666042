namespace Platform.Hosting;

/// <summary>What a caller may do.</summary>
public static class Scopes
{
    /// <summary>Send events.</summary>
    public const string EventsWrite = "events:write";

    /// <summary>Have an event scored.</summary>
    public const string RiskScore = "risk:score";

    /// <summary>Read decisions.</summary>
    public const string DecisionsRead = "decisions:read";

    /// <summary>Read rules, and try a draft.</summary>
    public const string RulesRead = "rules:read";

    /// <summary>Change rules, and put them in force.</summary>
    public const string RulesWrite = "rules:write";

    /// <summary>Read models, and have them explain.</summary>
    public const string ModelsRead = "models:read";

    /// <summary>Add models, and put them in force.</summary>
    public const string ModelsWrite = "models:write";

    /// <summary>Read lists and what is on them.</summary>
    public const string ListsRead = "lists:read";

    /// <summary>Make lists, fill and remove them.</summary>
    public const string ListsWrite = "lists:write";

    /// <summary>Read alerts.</summary>
    public const string AlertsRead = "alerts:read";

    /// <summary>Close alerts with what they turned out to be.</summary>
    public const string AlertsWrite = "alerts:write";

    /// <summary>Read what events turned out to be.</summary>
    public const string LabelsRead = "labels:read";

    /// <summary>Say what events turned out to be.</summary>
    public const string LabelsWrite = "labels:write";

    /// <summary>Start, pause, resume and cancel imports.</summary>
    public const string ImportsWrite = "imports:write";

    /// <summary>Watch imports.</summary>
    public const string ImportsRead = "imports:read";

    /// <summary>Read what the registry says of the own tenant, and who changed it.</summary>
    public const string TenantRead = "tenant:read";

    /// <summary>Define the own tenant's roles and settings.</summary>
    public const string TenantWrite = "tenant:write";

    /// <summary>Take all of the own tenant's data out.</summary>
    public const string TenantExport = "tenant:export";

    /// <summary>See the own tenant's API keys, never their secrets.</summary>
    public const string KeysRead = "keys:read";

    /// <summary>Make and revoke the own tenant's API keys.</summary>
    public const string KeysWrite = "keys:write";

    /// <summary>Read the own tenant's usage, costs and invoices.</summary>
    public const string UsageRead = "usage:read";

    /// <summary>Read the registry of all tenants; an operator's.</summary>
    public const string TenantsRead = "tenants:read";

    /// <summary>Onboard, change, suspend, resume and erase tenants; an operator's.</summary>
    public const string TenantsWrite = "tenants:write";

    /// <summary>Read, prove and export the audit log.</summary>
    public const string AuditRead = "audit:read";

    /// <summary>Make a person's fields in the audit log unreadable.</summary>
    public const string AuditErase = "audit:erase";

    /// <summary>All of them, with their meaning for the API page.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        [EventsWrite] = "Send events",
        [RiskScore] = "Have an event scored",
        [DecisionsRead] = "Read decisions",
        [RulesRead] = "Read rules, and try a draft",
        [RulesWrite] = "Change rules, and put them in force",
        [ModelsRead] = "Read models, and have them explain",
        [ModelsWrite] = "Add models, and put them in force",
        [ListsRead] = "Read lists and what is on them",
        [ListsWrite] = "Make lists, fill and remove them",
        [AlertsRead] = "Read alerts",
        [AlertsWrite] = "Close alerts with what they turned out to be",
        [LabelsRead] = "Read what events turned out to be",
        [LabelsWrite] = "Say what events turned out to be",
        [ImportsWrite] = "Start, pause, resume and cancel imports",
        [ImportsRead] = "Watch imports",
        [TenantRead] = "Read what the registry says of the own tenant",
        [TenantWrite] = "Define the own tenant's roles and settings",
        [TenantExport] = "Take all of the own tenant's data out",
        [KeysRead] = "See the own tenant's API keys",
        [KeysWrite] = "Make and revoke the own tenant's API keys",
        [UsageRead] = "Read the own tenant's usage, costs and invoices",
        [TenantsRead] = "Read the registry of all tenants",
        [TenantsWrite] = "Onboard, change, suspend, resume and erase tenants",
        [AuditRead] = "Read, prove and export the audit log",
        [AuditErase] = "Make a person's fields in the audit log unreadable",
    };

    /// <summary>Whether a scope reaches across tenants: it then counts only in the operators' own tenant.</summary>
    /// <param name="scope">One of <see cref="All"/>.</param>
    /// <returns>True for an operator's scope.</returns>
    /// <seealso cref="Contracts.TenantId.Operators"/>
    public static bool IsOperators(string scope) => scope is TenantsRead or TenantsWrite;

    /// <summary>The scopes that a tenant may give out: all but the operators'.</summary>
    public static IReadOnlyList<string> OfTenants { get; } = [.. All.Keys.Where(scope => !IsOperators(scope))];
}
