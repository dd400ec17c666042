using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Hosting;

/// <summary>What a development token says.</summary>
/// <param name="Subject">Who calls.</param>
/// <param name="Tenant">Whose data.</param>
/// <param name="Roles">See <see cref="Hosting.Roles"/>.</param>
/// <param name="Lifetime">How long it is valid.</param>
public sealed record TokenRequest(string Subject, string Tenant, IReadOnlyList<string> Roles, TimeSpan Lifetime);

/// <summary>Issues and checks HS256 tokens for development; stands in for an identity provider.</summary>
/// <remarks>
/// Only HS256 is accepted, whatever the token's header asks for, and nothing of the payload is read before the signature holds.
/// JSON Web Token: RFC 7519; compact signature: RFC 7515.
/// </remarks>
public sealed class DevelopmentTokens : ITokenVerifier
{
    /// <summary>The issuer named in tokens.</summary>
    public const string Issuer = "platform-dev";

    /// <summary>The audience named in tokens.</summary>
    public const string Audience = "platform";

    /// <summary>The shortest key, in bytes.</summary>
    public const int MinKeyBytes = 32;

    /// <summary>The longest token that is looked at, in characters.</summary>
    public const int MaxTokenLength = 4096;

    private readonly byte[] key;
    private readonly TimeProvider time;

    /// <summary>Makes an issuer; tokens of one key are accepted by every holder of it.</summary>
    /// <param name="key">At least <see cref="MinKeyBytes"/> bytes; copied.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The key is too short.</exception>
    public DevelopmentTokens(ReadOnlyMemory<byte> key, TimeProvider time)
    {
        if (key.Length < MinKeyBytes)
            throw new ArgumentException($"The key must have at least {MinKeyBytes} bytes.", nameof(key));
        (this.key, this.time) = (key.ToArray(), time);
    }

    /// <summary>Makes an issuer from the text of <c>PLATFORM_DEV_KEY</c>.</summary>
    /// <param name="base64">The key in base64.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The issuer.</returns>
    /// <exception cref="FormatException">The text is not base64.</exception>
    /// <exception cref="ArgumentException">The key is too short.</exception>
    public static DevelopmentTokens FromKey(string base64, TimeProvider time) => new(Convert.FromBase64String(base64), time);

    /// <summary>Makes a token; its scopes are those of its roles.</summary>
    /// <param name="request">What it says.</param>
    /// <returns>A compact JWT.</returns>
    public string Issue(TokenRequest request)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var payload = new TokenPayload
        {
            Issuer = Issuer,
            Audience = Audience,
            Subject = request.Subject,
            Tenant = request.Tenant,
            Roles = [.. request.Roles],
            Scope = string.Join(' ', Roles.ScopesOf(request.Roles)),
            NotBefore = now,
            Expires = now + (long)request.Lifetime.TotalSeconds,
        };
        var header = new TokenHeader { Algorithm = "HS256", Type = "JWT" };
        var signed = $"{Compact.Write(header, TokenJson.Default.TokenHeader)}.{Compact.Write(payload, TokenJson.Default.TokenPayload)}";
        return $"{signed}.{Compact.Encode(Sign(signed))}";
    }

    /// <summary>Whether a token says that an issuer of this kind signed it; nothing is checked.</summary>
    internal static bool IsOurs(string token) =>
        token.Length <= MaxTokenLength && Compact.Read(token.Split('.')[0], TokenJson.Default.TokenHeader)?.Algorithm is "HS256";

    /// <inheritdoc/>
    public ValueTask<TokenResult> VerifyAsync(string token, CancellationToken ct) => ValueTask.FromResult(Verify(token));

    private TokenResult Verify(string token)
    {
        if (token.Length > MaxTokenLength || token.Count('.') != 2)
            return Refused("The token is not a compact JWT of at most 4096 characters.");
        var parts = token.Split('.');
        if (Compact.Read(parts[0], TokenJson.Default.TokenHeader)?.Algorithm is not "HS256")
            return Refused("The token is not signed with HS256.");
        if (!Compact.TryDecode(parts[2], out var signature)
            || !CryptographicOperations.FixedTimeEquals(signature, Sign(token[..token.LastIndexOf('.')])))
            return Refused("The signature does not hold.");
        return Compact.Read(parts[1], TokenJson.Default.TokenPayload) is { } payload ? Judge(payload)
            : Refused("The token says nothing readable.");
    }

    private TokenResult Judge(TokenPayload payload)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (payload.Issuer is not Issuer || payload.Audience is not Audience)
            return Refused("The token is from or for someone else.");
        if (payload.Expires <= now)
            return Refused("The token has expired.");
        return payload.NotBefore > now ? Refused("The token is not valid yet.") : new(CallerOf(payload), null);
    }

    private static ClaimsIdentity CallerOf(TokenPayload payload) => Caller.Of(
        payload.Subject, [payload.Tenant ?? ""], payload.Roles ?? [],
        payload.Scope?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? []);

    private static TokenResult Refused(string error) => new(null, error);

    private byte[] Sign(string text) => HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(text));
}
