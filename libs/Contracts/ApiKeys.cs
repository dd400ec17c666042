namespace Platform.Contracts;

/// <summary>A request for an API key.</summary>
public sealed record NewApiKey
{
    /// <summary>What it is for, 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>What it allows, 1 to 50 scopes of a tenant.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When it ends, UTC, at most five years from now; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>An API key as it is listed; its secret is not kept anywhere.</summary>
public sealed record ApiKey
{
    /// <summary>Its id, 12 of a-z and 0-9.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary>What it allows.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When it ends, UTC; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked, UTC; null when it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When it was last used, UTC, within a few seconds; null when it never was.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}

/// <summary>A key that was just made.</summary>
/// <param name="Key">What is kept.</param>
/// <param name="Secret">Goes after <c>Bearer</c>; shown this once.</param>
public sealed record CreatedApiKey(ApiKey Key, string Secret);

/// <summary>The keys of a tenant, newest first.</summary>
/// <param name="Keys">The keys, revoked ones included.</param>
public sealed record ApiKeyList(IReadOnlyList<ApiKey> Keys);
