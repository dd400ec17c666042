namespace Platform.Contracts;

/// <summary>The streams between services. Names are plural nouns; each has a dead-letter topic <c>{name}-dead</c>.</summary>
public static class Topics
{
    /// <summary>The pub/sub component that carries them all.</summary>
    public const string PubSub = "pubsub";

    /// <summary>The CloudEvents extension attribute that names the tenant.</summary>
    public const string TenantAttribute = "tenantid";

    /// <summary>Accepted payments and transfers, as <see cref="Transaction"/>.</summary>
    public const string Transactions = "transactions";

    /// <summary>What tenants' systems saw, as <see cref="SecurityEvent"/>.</summary>
    public const string SecurityEvents = "security-events";

    /// <summary>What was found in those, as <see cref="ThreatEvent"/>.</summary>
    public const string Threats = "threats";

    /// <summary>Scored events, as <see cref="Decision"/> without features.</summary>
    public const string Decisions = "decisions";

    /// <summary>What events are said to have turned out to be, as <see cref="Label"/>.</summary>
    public const string Labels = "labels";

    /// <summary>What they turned out to be after all labels, as <see cref="Outcome"/>.</summary>
    public const string Outcomes = "outcomes";

    /// <summary>Raised and repeated alerts, as <see cref="Alert"/>.</summary>
    public const string Alerts = "alerts";

    /// <summary>Tenants that were onboarded or changed, as <see cref="TenantChanged"/>.</summary>
    public const string Tenants = "tenants";

    /// <summary>Who did what to what, as <see cref="AuditEvent"/>.</summary>
    public const string Audit = "audit";

    /// <summary>What tenants used, as <see cref="UsageRecord"/>.</summary>
    public const string Usage = "usage";

    /// <summary>Budgets that were reached, as <see cref="BudgetAlert"/>.</summary>
    public const string BudgetAlerts = "budget-alerts";

    /// <summary>Quotas that are nearly or wholly used up, as <see cref="QuotaAlert"/>.</summary>
    public const string QuotaAlerts = "quota-alerts";
}
