using System.Text.Json;
using Platform.Contracts;

namespace Platform.Tenants;

/// <summary>What may become of a tenant, and what a change did. Pure.</summary>
internal static class ChangeTenant
{
    // Fields that change with every change say nothing.
    private static readonly HashSet<string> silent = ["version", "updatedAt", "id", "createdAt"];

    /// <summary>A tenant as it is asked for.</summary>
    public static Tenant Begin(NewTenant request, DateTimeOffset now) => new()
    {
        Id = new(request.Id),
        Status = TenantStatus.Onboarding,
        Name = request.Name,
        Contact = request.Contact,
        Plan = request.Plan ?? "standard",
        Region = request.Region,
        StateStore = request.StateStore,
        Quotas = request.Quotas ?? new(),
        Version = 1,
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <summary>Takes an update in.</summary>
    public static Tenant Update(Tenant tenant, TenantUpdate update) => tenant with
    {
        Name = update.Name ?? tenant.Name,
        Contact = update.Contact ?? tenant.Contact,
        Plan = update.Plan ?? tenant.Plan,
        Region = update.Region ?? tenant.Region,
        StateStore = update.StateStore ?? tenant.StateStore,
        Quotas = update.Quotas ?? tenant.Quotas,
        RetentionDays = update.RetentionDays ?? tenant.RetentionDays,
        BillingCustomer = update.BillingCustomer ?? tenant.BillingCustomer,
        Features = update.Features is null ? tenant.Features : Merged(tenant.Features, update.Features),
    };

    /// <summary>Defines a role, or removes it.</summary>
    public static Tenant WithRole(Tenant tenant, string name, IReadOnlyList<string>? scopes)
    {
        var roles = tenant.Roles.ToDictionary(StringComparer.Ordinal);
        if (scopes is null) roles.Remove(name);
        else roles[name] = [.. scopes.Distinct().Order(StringComparer.Ordinal)];
        return tenant with { Roles = roles };
    }

    /// <summary>Whether a tenant's life may go on like this.</summary>
    public static bool MayBecome(TenantStatus from, TenantStatus to) => (from, to) switch
    {
        (TenantStatus.Onboarding, TenantStatus.Active) => true,
        (TenantStatus.Active, TenantStatus.Suspended) or (TenantStatus.Suspended, TenantStatus.Active) => true,
        (TenantStatus.Active or TenantStatus.Suspended, TenantStatus.Erasing) => true,
        (TenantStatus.Erasing, TenantStatus.Erased) => true,
        _ => false,
    };

    /// <summary>Moves a tenant on; where it already is, nothing changes. Null when it cannot go there, or is none.</summary>
    public static Tenant? Moved(Tenant? tenant, TenantStatus to) =>
        tenant is null ? null
        : tenant.Status == to ? tenant
        : MayBecome(tenant.Status, to) ? tenant with { Status = to }
        : null;

    /// <summary>Field by field, what is different; by the names and texts of the JSON.</summary>
    public static IReadOnlyList<TenantChange> Differences(Tenant? before, Tenant after, string by)
    {
        var (was, became) = (Fields(before), Fields(after));
        return
        [
            .. was.Keys.Union(became.Keys).Order(StringComparer.Ordinal)
                .Select(field => (Field: field, From: was.GetValueOrDefault(field), To: became.GetValueOrDefault(field)))
                .Where(change => change.From != change.To)
                .Select(change => new TenantChange(after.Version, after.UpdatedAt, by, change.Field, change.From, change.To)),
        ];
    }

    private static Dictionary<string, string> Fields(Tenant? tenant) => tenant is null
        ? []
        : JsonSerializer.SerializeToElement(tenant, ContractsJson.Default.Tenant).EnumerateObject()
            .Where(field => !silent.Contains(field.Name)).ToDictionary(field => field.Name, field => field.Value.GetRawText());

    private static Dictionary<string, bool> Merged(IReadOnlyDictionary<string, bool> old, IReadOnlyDictionary<string, bool> set)
    {
        var features = old.ToDictionary(StringComparer.Ordinal);
        foreach (var (name, isOn) in set) features[name] = isOn;
        return features;
    }
}
