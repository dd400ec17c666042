using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>How far a tenant's life is.</summary>
[JsonConverter(typeof(EnumByName<TenantStatus>))]
public enum TenantStatus
{
    /// <summary>Being set up; nothing works yet.</summary>
    [JsonStringEnumMemberName("onboarding")] Onboarding,

    /// <summary>In service.</summary>
    [JsonStringEnumMemberName("active")] Active,

    /// <summary>Out of service for a while; its data stays.</summary>
    [JsonStringEnumMemberName("suspended")] Suspended,

    /// <summary>Being removed for good.</summary>
    [JsonStringEnumMemberName("erasing")] Erasing,

    /// <summary>Gone; the registry keeps the id and the certificate.</summary>
    [JsonStringEnumMemberName("erased")] Erased,
}

/// <summary>What a tenant may use at most; null means no limit of its own.</summary>
public sealed record TenantQuotas
{
    /// <summary>Requests per second in the long run, 1 to 1,000,000.</summary>
    public int? RequestsPerSecond { get; init; }

    /// <summary>Requests at once after a pause, 1 to 1,000,000.</summary>
    public int? Burst { get; init; }

    /// <summary>Events accepted in a month, 1 to 1,000,000,000,000,000; null for what the plan says.</summary>
    public long? EventsPerMonth { get; init; }

    /// <summary>Events scored in a month, in the same range; null for what the plan says.</summary>
    public long? ScoresPerMonth { get; init; }

    /// <summary>Bytes in the database, in the same range; null for what the plan says.</summary>
    public long? StorageBytes { get; init; }
}

/// <summary>A request to onboard a tenant.</summary>
public sealed record NewTenant
{
    /// <summary>The id: 3 to 40 of a-z, 0-9 and single hyphens; begins with a letter; for ever.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it, 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Whom to write to: a mail address.</summary>
    public required string Contact { get; init; }

    /// <summary>The plan: 1 to 40 of a-z, 0-9 and -; <c>standard</c> when absent.</summary>
    public string? Plan { get; init; }

    /// <summary>Where its data belongs: 1 to 40 of a-z, 0-9 and -; null for anywhere.</summary>
    public string? Region { get; init; }

    /// <summary>The Dapr state store of its own; null for the common one.</summary>
    public string? StateStore { get; init; }

    /// <summary>Its limits; null for those of the gateway.</summary>
    public TenantQuotas? Quotas { get; init; }
}

/// <summary>A change of a tenant; what is null stays as it is.</summary>
public sealed record TenantUpdate
{
    /// <summary>As in <see cref="NewTenant"/>.</summary>
    public string? Name { get; init; }

    /// <summary>As in <see cref="NewTenant"/>.</summary>
    public string? Contact { get; init; }

    /// <summary>As in <see cref="NewTenant"/>.</summary>
    public string? Plan { get; init; }

    /// <summary>As in <see cref="NewTenant"/>.</summary>
    public string? Region { get; init; }

    /// <summary>As in <see cref="NewTenant"/>.</summary>
    public string? StateStore { get; init; }

    /// <summary>All limits anew.</summary>
    public TenantQuotas? Quotas { get; init; }

    /// <summary>Switches by name, to be set; the others stay. At most 100.</summary>
    public IReadOnlyDictionary<string, bool>? Features { get; init; }

    /// <summary>Days that its data is kept, 1 to 3,650.</summary>
    public int? RetentionDays { get; init; }

    /// <summary>Its id as a customer of Stripe: 1 to 64 letters, digits and _.</summary>
    public string? BillingCustomer { get; init; }
}

/// <summary>A tenant as the registry keeps it.</summary>
public sealed record Tenant
{
    /// <summary>Its id.</summary>
    public required TenantId Id { get; init; }

    /// <summary>How far its life is.</summary>
    public required TenantStatus Status { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Whom to write to.</summary>
    public required string Contact { get; init; }

    /// <summary>The plan.</summary>
    public required string Plan { get; init; }

    /// <summary>Where its data belongs; null for anywhere.</summary>
    public string? Region { get; init; }

    /// <summary>The state store of its own; null for the common one.</summary>
    public string? StateStore { get; init; }

    /// <summary>Its limits.</summary>
    public TenantQuotas Quotas { get; init; } = new();

    /// <summary>Switches by name.</summary>
    public IReadOnlyDictionary<string, bool> Features { get; init; } = new Dictionary<string, bool>();

    /// <summary>Roles that the tenant defined, with their scopes.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Roles { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Days that its data is kept; null for ever.</summary>
    public int? RetentionDays { get; init; }

    /// <summary>Its id as a customer of Stripe; null when it is none, and its invoices stay here.</summary>
    public string? BillingCustomer { get; init; }

    /// <summary>Rises by one with each change.</summary>
    public required int Version { get; init; }

    /// <summary>When it was asked for, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it changed last, UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A page of the registry, by id.</summary>
/// <param name="Tenants">The tenants.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record TenantPage(IReadOnlyList<Tenant> Tenants, string? Next = null);

/// <summary>What one change did to one field.</summary>
/// <param name="Version">The version that it made.</param>
/// <param name="At">When, UTC.</param>
/// <param name="By">Who.</param>
/// <param name="Field">Which field, as in the JSON of the tenant; <c>keys</c> for API keys.</param>
/// <param name="From">What it was, as JSON text; null for nothing.</param>
/// <param name="To">What it became, as JSON text; null for nothing.</param>
public sealed record TenantChange(int Version, DateTimeOffset At, string By, string Field, string? From = null, string? To = null);

/// <summary>The changes of a tenant, newest first, at most 500.</summary>
/// <param name="Changes">The changes.</param>
public sealed record TenantChanges(IReadOnlyList<TenantChange> Changes);

/// <summary>A role that a tenant defines.</summary>
/// <param name="Scopes">What it allows, 1 to 50; never an operator's scope.</param>
public sealed record RoleDefinition(IReadOnlyList<string> Scopes);

/// <summary>Announces on the topic <c>tenants</c> that a tenant changed.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Status">How far its life is now.</param>
/// <param name="Version">Its version now.</param>
/// <param name="At">When it changed, UTC.</param>
public sealed record TenantChanged(TenantId Id, TenantStatus Status, int Version, DateTimeOffset At);

/// <summary>Proof that a tenant was erased. It is signed over the JSON of this record without key and signature.</summary>
public sealed record ErasureCertificate
{
    /// <summary>Who was erased.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>When the last piece was gone, UTC.</summary>
    public required DateTimeOffset ErasedAt { get; init; }

    /// <summary>What was erased.</summary>
    public required IReadOnlyList<ErasedItem> Items { get; init; }

    /// <summary>The public key, as SubjectPublicKeyInfo in base64.</summary>
    public string? PublicKey { get; init; }

    /// <summary>ECDSA P-256 with SHA-256, in base64.</summary>
    public string? Signature { get; init; }
}

/// <summary>Something that was erased.</summary>
/// <param name="Service">Who held it.</param>
/// <param name="What">What it was: a table, state, blobs.</param>
/// <param name="Count">How many rows, entries or files.</param>
public sealed record ErasedItem(string Service, string What, long Count);

/// <summary>What a service reports of an erasure.</summary>
/// <param name="RequestedBy">Who asked for it.</param>
/// <param name="Items">What was erased.</param>
public sealed record ErasureRecord(string RequestedBy, IReadOnlyList<ErasedItem> Items);
