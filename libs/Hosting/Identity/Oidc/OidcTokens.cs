using System.Text;
using System.Text.Json;

namespace Platform.Hosting.Oidc;

/// <summary>Checks tokens of identity providers: signature, issuer, audience, times, and whom the issuer may speak for.</summary>
/// <remarks>
/// RFC 7519 (JWT), RFC 7515 (compact signatures), RFC 8725 (best practice), RFC 9068 (access tokens). Of an unsigned payload nothing but
/// the issuer is read, to know whose keys to ask; everything else waits until the signature holds. Text must be in its one canonical
/// form, so that a token cannot be written in two ways.
/// </remarks>
internal sealed class OidcTokens(IReadOnlyList<IssuerKeys> issuers, TimeSpan skew, TimeProvider time) : ITokenVerifier
{
    /// <summary>The longest token that is looked at, in characters.</summary>
    public const int MaxTokenLength = 8_192;

    private readonly Dictionary<string, IssuerKeys> byName = issuers.ToDictionary(each => each.Issuer.Issuer, StringComparer.Ordinal);

    public async ValueTask<TokenResult> VerifyAsync(string token, CancellationToken ct)
    {
        if (SplitToken.Of(token, MaxTokenLength) is not { } parts)
            return Refused($"The token is not a compact JWT of at most {MaxTokenLength} characters.");
        if (Compact.Parse(parts.Header, JoseJson.Default.JoseHeader) is not { Algorithm: { } algorithm } header)
            return Refused("The token's header is not readable.");
        if (!PublicKey.Algorithms.Contains(algorithm, StringComparer.Ordinal)) return Refused("The token's algorithm is not accepted.");
        if (Objection(header) is { } objection) return Refused(objection);
        if (Compact.Parse(parts.Payload, JoseJson.Default.JwtClaims) is not { } claims) return Refused("The token says nothing readable.");
        if (!byName.TryGetValue(claims.Issuer ?? "", out var issuer)) return Refused("The token is from an unknown issuer.");

        var keys = await issuer.FindAsync(header.KeyId, algorithm, ct);
        var signed = Encoding.ASCII.GetBytes(token, 0, parts.SignedLength);
        if (!keys.Any(key => key.Verify(algorithm, signed, parts.Signature))) return Refused("The signature does not hold.");
        return Objection(claims, issuer.Issuer) is { } complaint ? Refused(complaint) : new(CallerOf(claims), null);
    }

    // No extension is understood, so a token that insists on one is not either (RFC 7515, section 4.1.11).
    private static string? Objection(JoseHeader header) => header switch
    {
        { Critical.ValueKind: not JsonValueKind.Undefined } => "The token asks for an extension that is not known.",
        { Type: not null } when !IsAccessToken(header.Type) => "The token is not for access.",
        _ => null,
    };

    private static bool IsAccessToken(string type)
    {
        const string prefix = "application/";
        var name = type.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? type[prefix.Length..] : type;
        return name.Equals("JWT", StringComparison.OrdinalIgnoreCase) || name.Equals("at+jwt", StringComparison.OrdinalIgnoreCase);
    }

    private string? Objection(JwtClaims claims, OidcIssuer issuer)
    {
        var (now, leeway) = (time.GetUtcNow().ToUnixTimeMilliseconds() / 1000d, skew.TotalSeconds);
        return claims switch
        {
            _ when claims.Audiences?.Contains(issuer.Audience, StringComparer.Ordinal) is not true => "The token is for someone else.",
            { Expires: null } => "The token never expires.",
            _ when claims.Expires + leeway <= now => "The token has expired.",
            _ when claims.NotBefore - leeway > now || claims.IssuedAt - leeway > now => "The token is not valid yet.",
            { Subject: null or "" } => "The token names nobody.",
            _ when KeyText.IsKey(claims.Subject) => "The token names an API key.",
            _ when !issuer.MaySpeakFor(claims.Tenants ?? []) => "The token's issuer does not speak for its tenant.",
            _ => null,
        };
    }

    // Scopes are given by roles, or one by one; those of others (openid, profile) mean nothing here.
    private static System.Security.Claims.ClaimsIdentity CallerOf(JwtClaims claims)
    {
        var roles = claims.Roles ?? [];
        var named = (claims.Scopes ?? []).SelectMany(scopes => scopes.Split(' ')).Where(Scopes.All.ContainsKey);
        return Caller.Of(claims.Subject, claims.Tenants ?? [], roles, Roles.ScopesOf(roles).Union(named, StringComparer.Ordinal));
    }

    private static TokenResult Refused(string error) => new(null, error);
}

/// <summary>The three parts of a compact token, decoded.</summary>
internal sealed record SplitToken(byte[] Header, byte[] Payload, byte[] Signature, int SignedLength)
{
    /// <summary>Null for anything that is not three parts of canonical base64url.</summary>
    public static SplitToken? Of(string token, int mostCharacters)
    {
        if (token.Length > mostCharacters || token.Count('.') != 2) return null;
        var parts = token.Split('.');
        return Compact.TryDecode(parts[0], out var header) && Compact.TryDecode(parts[1], out var payload)
            && Compact.TryDecode(parts[2], out var signature)
            ? new(header, payload, signature, token.LastIndexOf('.'))
            : null;
    }
}
