using Platform.Hosting;

namespace Platform.Tenants;

/// <summary>What is wrong with scopes that somebody wants to give.</summary>
internal static class Objection
{
    /// <summary>The first objection, or null.</summary>
    /// <param name="scopes">What is to be given.</param>
    /// <param name="has">Whether the giver has a scope.</param>
    public static string? To(IReadOnlyList<string> scopes, Func<string, bool> has)
    {
        var tenants = Scopes.OfTenants;
        if (scopes.FirstOrDefault(scope => !tenants.Contains(scope)) is { } unknown)
            return $"'{unknown}' is not a scope; they are {string.Join(", ", tenants)}.";
        return scopes.FirstOrDefault(scope => !has(scope)) is { } missing ? $"You cannot give {missing}: you do not have it." : null;
    }
}
