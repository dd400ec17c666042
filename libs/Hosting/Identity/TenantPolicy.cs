using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Platform.Hosting;

/// <summary>A signed-in caller of one tenant; <c>X-Tenant-ID</c>, when sent, names the same one.</summary>
internal sealed class TenantRequirement : IAuthorizationRequirement;

/// <summary>A scope the caller must have.</summary>
internal sealed record ScopeRequirement(string Scope) : IAuthorizationRequirement;

/// <summary>Decides both requirements and leaves the reason for the problem answer.</summary>
internal sealed class TenantPolicy(IHttpContextAccessor accessor, CallerScopes scopes) : IAuthorizationHandler
{
    public static AuthorizationPolicy Default { get; } =
        new AuthorizationPolicyBuilder(BearerHandler.SchemeName).RequireAuthenticatedUser()
            .AddRequirements(new TenantRequirement()).Build();

    public static AuthorizationPolicy WithScope(string scope) =>
        new AuthorizationPolicyBuilder(Default).AddRequirements(new ScopeRequirement(scope)).Build();

    public Task HandleAsync(AuthorizationHandlerContext context)
    {
        foreach (var requirement in context.PendingRequirements.ToArray())
        {
            if (Objection(context, requirement) is not { } objection)
                context.Succeed(requirement);
            else if (context.User.Identity is { IsAuthenticated: true })
                ProblemText.Explain(accessor.HttpContext, objection);
        }
        return Task.CompletedTask;
    }

    private string? Objection(AuthorizationHandlerContext context, IAuthorizationRequirement requirement) => requirement switch
    {
        TenantRequirement => CallerTenant.Choose(context.User, accessor.HttpContext?.Request).Objection,
        ScopeRequirement { Scope: var scope } => IsAllowed(context.User, scope) ? null : $"This needs the scope {scope}.",
        _ => "",
    };

    private bool IsAllowed(ClaimsPrincipal caller, string scope) =>
        scopes.Allow(caller, CallerTenant.Choose(caller, accessor.HttpContext?.Request).Tenant, scope);
}
