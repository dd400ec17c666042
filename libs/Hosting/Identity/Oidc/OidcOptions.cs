using System.ComponentModel.DataAnnotations;
using Platform.Contracts;

namespace Platform.Hosting.Oidc;

/// <summary>Section <c>Oidc</c>: identity providers whose tokens are accepted, e.g. <c>Oidc__Issuers__0__Issuer</c>.</summary>
public sealed class OidcOptions : IValidatableObject
{
    /// <summary>The providers; none means that only development tokens are accepted.</summary>
    public IReadOnlyList<OidcIssuer> Issuers { get; init; } = [];

    /// <summary>How far clocks may be apart, in seconds.</summary>
    [Range(0, 300)]
    public int ClockSkewSeconds { get; init; } = 60;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < Issuers.Count; i++)
        {
            foreach (var problem in Issuers[i].Problems()) yield return new($"Oidc:Issuers:{i}: {problem}");
        }

        foreach (var twice in Issuers.GroupBy(each => each.Issuer).Where(each => each.Count() > 1))
            yield return new($"Oidc:Issuers: '{twice.Key}' is there twice");
    }
}

/// <summary>One identity provider.</summary>
public sealed class OidcIssuer
{
    /// <summary>Exactly as in the claim <c>iss</c>; its document is at <c>/.well-known/openid-configuration</c> below it.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>What the claim <c>aud</c> must contain.</summary>
    public string Audience { get; init; } = "platform";

    /// <summary>The tenants that it may speak for; none for all. A tenant's own provider must be held to its tenant.</summary>
    public IReadOnlyList<string> Tenants { get; init; } = [];

    /// <summary>Whether it may speak for tenants.</summary>
    /// <param name="tenants">The claim <c>tenant_id</c>; empty when there is none.</param>
    /// <returns>True when it may speak for each of them, and there is one.</returns>
    public bool MaySpeakFor(IReadOnlyList<string> tenants) =>
        Tenants.Count == 0 || (tenants.Count > 0 && tenants.All(tenant => Tenants.Contains(tenant, StringComparer.Ordinal)));

    internal IEnumerable<string> Problems()
    {
        if (!Uri.TryCreate(Issuer, UriKind.Absolute, out var address) || !Transport.IsSafe(address) || address.Query.Length > 0)
            yield return $"Issuer '{Issuer}' is not an https address (http only on loopback)";
        if (Audience.Length == 0) yield return "Audience is empty";
        foreach (var tenant in Tenants.Where(each => !TenantId.TryCreate(each, out _))) yield return $"'{tenant}' is not a tenant's id";
    }
}
