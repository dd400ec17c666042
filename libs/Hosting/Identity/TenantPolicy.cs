using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Platform.Contracts;

namespace Platform.Hosting;

/// <summary>A signed-in caller of one tenant; <c>X-Tenant-ID</c>, when sent, names the same one.</summary>
internal sealed class TenantRequirement : IAuthorizationRequirement
{
    public const string Header = "X-Tenant-ID";
}

/// <summary>A scope the caller must have.</summary>
internal sealed record ScopeRequirement(string Scope) : IAuthorizationRequirement;

/// <summary>Decides both requirements and leaves the reason for the problem answer.</summary>
internal sealed class TenantPolicy(IHttpContextAccessor accessor) : IAuthorizationHandler
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
        TenantRequirement => TenantObjection(context.User.FindFirst(PlatformClaims.Tenant)?.Value),
        ScopeRequirement { Scope: var scope } =>
            context.User.HasClaim(PlatformClaims.Scope, scope) ? null : $"This needs the scope {scope}.",
        _ => "",
    };

    private string? TenantObjection(string? tenant)
    {
        if (!TenantId.TryCreate(tenant, out _))
            return "The token names no tenant.";
        var named = accessor.HttpContext?.Request.Headers[TenantRequirement.Header];
        return named is not { Count: > 0 } || named.Value == tenant
            ? null : $"{TenantRequirement.Header} names another tenant than the token.";
    }
}
