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

    /// <summary>Read alerts.</summary>
    public const string AlertsRead = "alerts:read";

    /// <summary>Start, pause, resume and cancel imports.</summary>
    public const string ImportsWrite = "imports:write";

    /// <summary>Watch imports.</summary>
    public const string ImportsRead = "imports:read";

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
        [AlertsRead] = "Read alerts",
        [ImportsWrite] = "Start, pause, resume and cancel imports",
        [ImportsRead] = "Watch imports",
        [AuditRead] = "Read, prove and export the audit log",
        [AuditErase] = "Make a person's fields in the audit log unreadable",
    };
}

/// <summary>Who a caller is to the tenant, and what that allows.</summary>
public static class Roles
{
    /// <summary>A system that sends events and asks for scores.</summary>
    public const string Producer = "producer";

    /// <summary>Someone who works alerts.</summary>
    public const string Analyst = "analyst";

    /// <summary>Everything.</summary>
    public const string Admin = "admin";

    private static readonly Dictionary<string, string[]> scopes = new()
    {
        [Producer] = [Scopes.EventsWrite, Scopes.RiskScore, Scopes.DecisionsRead, Scopes.ImportsWrite, Scopes.ImportsRead],
        [Analyst] = [Scopes.DecisionsRead, Scopes.AlertsRead, Scopes.ImportsRead],
        [Admin] = [.. Scopes.All.Keys],
    };

    /// <summary>The roles there are.</summary>
    public static IReadOnlyCollection<string> All => scopes.Keys;

    /// <summary>What roles allow together; an unknown role allows nothing.</summary>
    /// <param name="roles">The roles of a caller.</param>
    /// <returns>Their scopes, each once.</returns>
    public static IReadOnlyList<string> ScopesOf(IEnumerable<string> roles) =>
        [.. roles.SelectMany(role => scopes.GetValueOrDefault(role, [])).Distinct()];
}
