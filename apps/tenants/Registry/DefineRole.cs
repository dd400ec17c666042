using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Tenants;

/// <summary>Defines roles of a tenant. Nobody gives what he does not have, or he would give himself more.</summary>
internal sealed class DefineRole(RegistryChanges changes, CallerScopes scopes)
{
    private const int MostRoles = 50;

    /// <summary>Defines a role, or defines it anew.</summary>
    public async Task<IResult> HandleAsync(
        TenantId tenant, string name, IReadOnlyList<string> asked, ClaimsPrincipal caller, CancellationToken ct)
    {
        if (!TenantRules.IsSlug(name) || Roles.All.Contains(name)) return Invalid("id", "3 to 40 of a-z, 0-9 and -; not a built-in role.");
        if (Objection.To(asked, scope => scopes.Allow(caller, tenant, scope)) is { } objection) return Invalid("scopes", objection);

        var changed = await changes.ChangeAsync(tenant, caller.Subject(), before => Defined(before, name, asked), ct);
        return changed is null ? Conflicts.Of("too-many-roles", $"A tenant has at most {MostRoles} roles of its own.")
            : TypedResults.Ok(changed);
    }

    /// <summary>Removes a role; who has it may do less within seconds.</summary>
    public async Task<IResult> RemoveAsync(TenantId tenant, string name, string by, CancellationToken ct)
    {
        var changed = await changes.ChangeAsync(
            tenant, by, before => before?.Roles.ContainsKey(name) is true ? ChangeTenant.WithRole(before, name, null) : null, ct);
        return changed is null ? TypedResults.NotFound() : TypedResults.NoContent();
    }

    private static Tenant? Defined(Tenant? before, string name, IReadOnlyList<string> asked) =>
        before is null || (before.Roles.Count >= MostRoles && !before.Roles.ContainsKey(name))
            ? null
            : ChangeTenant.WithRole(before, name, asked);

    private static ValidationProblem Invalid(string field, string error) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [error] });
}
