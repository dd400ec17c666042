namespace Platform.Hosting;

/// <summary>What a development token says.</summary>
/// <param name="Subject">Who calls.</param>
/// <param name="Tenant">Whose data.</param>
/// <param name="Roles">See <see cref="Hosting.Roles"/>.</param>
/// <param name="Lifetime">How long it is valid.</param>
public sealed record TokenRequest(string Subject, string Tenant, IReadOnlyList<string> Roles, TimeSpan Lifetime);

/// <summary>Issues and checks HS256 tokens for development; stands in for an identity provider.</summary>
/// <param name="key">At least 32 bytes.</param>
/// <param name="time">The clock.</param>
public sealed class DevelopmentTokens(ReadOnlyMemory<byte> key, TimeProvider time) : ITokenVerifier
{
    /// <summary>The issuer named in tokens.</summary>
    public const string Issuer = "platform-dev";

    /// <summary>The audience named in tokens.</summary>
    public const string Audience = "platform";

    /// <summary>Makes a token; its scopes are those of its roles.</summary>
    /// <param name="request">What it says.</param>
    /// <returns>A compact JWT.</returns>
    public string Issue(TokenRequest request) => throw new NotImplementedException($"{key.Length} {time}");

    /// <inheritdoc/>
    public ValueTask<TokenResult> VerifyAsync(string token, CancellationToken ct) => throw new NotImplementedException();
}
