namespace Platform.Contracts;

/// <summary>What every service must know of a tenant to let its callers in.</summary>
public sealed record DirectoryEntry
{
    /// <summary>Which tenant.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Only an active one is served.</summary>
    public required TenantStatus Status { get; init; }

    /// <summary>Its limits.</summary>
    public required TenantQuotas Quotas { get; init; }

    /// <summary>Roles that it defined, with their scopes.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Roles { get; init; }

    /// <summary>Switches by name.</summary>
    public required IReadOnlyDictionary<string, bool> Features { get; init; }

    /// <summary>The state store of its own; null for the common one.</summary>
    public string? StateStore { get; init; }

    /// <summary>The keys in force.</summary>
    public required IReadOnlyList<DirectoryKey> Keys { get; init; }

    /// <summary>Quotas of which at least 80 % is used; empty for none.</summary>
    public IReadOnlyList<QuotaUse> UsedQuotas { get; init; } = [];
}

/// <summary>An API key as it is checked.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Salt">16 random bytes.</param>
/// <param name="Hash">SHA-256 of salt and secret.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="ExpiresAt">When it ends, UTC; null for never.</param>
public sealed record DirectoryKey(string Id, byte[] Salt, byte[] Hash, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt = null);

/// <summary>When a key was last used.</summary>
/// <param name="Tenant">Whose key.</param>
/// <param name="Id">Which one.</param>
/// <param name="At">When, UTC.</param>
public sealed record KeyUse(TenantId Tenant, string Id, DateTimeOffset At);

/// <summary>A service asks what changed.</summary>
/// <param name="After">The sequence that it has; 0 for none.</param>
/// <param name="Used">Keys that were used since it asked last, at most 1,000.</param>
public sealed record DirectoryRequest(long After, IReadOnlyList<KeyUse> Used);

/// <summary>What changed, oldest first.</summary>
/// <param name="Sequence">What to ask after next.</param>
/// <param name="Entries">The tenants as they are now, at most 500.</param>
/// <param name="IsLast">False when there is more right now.</param>
public sealed record DirectoryPage(long Sequence, IReadOnlyList<DirectoryEntry> Entries, bool IsLast);
