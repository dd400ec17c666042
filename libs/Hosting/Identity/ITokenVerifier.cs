using System.Security.Claims;

namespace Platform.Hosting;

/// <summary>
/// Turns the text after <c>Bearer</c> into a caller. The development issuer is one; an identity provider will be another.
/// </summary>
public interface ITokenVerifier
{
    /// <summary>Checks signature, issuer, audience and validity in time.</summary>
    /// <param name="token">The token, of any form and length.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The caller with claims <c>sub</c>, <c>tenant_id</c>, <c>roles</c> and <c>scope</c> (one claim each), or why not.</returns>
    ValueTask<TokenResult> VerifyAsync(string token, CancellationToken ct);
}

/// <summary>The outcome of checking a token; one of the two is set.</summary>
/// <param name="Caller">Who calls.</param>
/// <param name="Error">Why the token is refused, in words that give nothing away.</param>
public readonly record struct TokenResult(ClaimsIdentity? Caller, string? Error);

/// <summary>Names of the claims.</summary>
public static class PlatformClaims
{
    /// <summary>Who calls.</summary>
    public const string Subject = "sub";

    /// <summary>Whose data.</summary>
    public const string Tenant = "tenant_id";

    /// <summary>One per role.</summary>
    public const string Role = "roles";

    /// <summary>One per scope.</summary>
    public const string Scope = "scope";
}
