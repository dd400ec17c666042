using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Platform.Contracts;

namespace Platform.Hosting;

/// <summary>
/// The tenant that a request is about. It comes from the caller's token; <c>X-Tenant-ID</c> may choose one of several, and can never name
/// another.
/// </summary>
public static class CallerTenant
{
    internal const string Header = "X-Tenant-ID";

    /// <summary>The tenant of a signed-in caller.</summary>
    /// <param name="context">The request.</param>
    /// <returns>Null when the token names none, several without a choice, or not the one that the header names.</returns>
    public static TenantId? Of(HttpContext context) => Choose(context.User, context.Request).Tenant;

    internal static (TenantId? Tenant, string? Objection) Choose(ClaimsPrincipal caller, HttpRequest? request)
    {
        var named = request?.Headers[Header] ?? default;
        string? first = null;
        foreach (var claim in caller.Claims)
        {
            if (claim.Type is not PlatformClaims.Tenant) continue;
            if (named.Count > 0 && claim.Value == named) return Checked(claim.Value);
            if (named.Count == 0 && first is not null) return (null, $"The token is of several tenants: choose one with {Header}.");
            first ??= claim.Value;
        }

        if (first is null) return Checked(null);
        return named.Count == 0 ? Checked(first) : (null, $"{Header} names another tenant than the token.");
    }

    private static (TenantId?, string?) Checked(string? text) =>
        TenantId.TryCreate(text, out var tenant) ? (tenant, null) : (null, "The token names no tenant.");
}
