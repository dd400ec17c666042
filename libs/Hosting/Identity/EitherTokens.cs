namespace Platform.Hosting;

/// <summary>Tokens of the development issuer by their algorithm, which no provider may use; all others are a provider's.</summary>
internal sealed class EitherTokens(ITokenVerifier development, ITokenVerifier providers) : ITokenVerifier
{
    public ValueTask<TokenResult> VerifyAsync(string token, CancellationToken ct) =>
        (DevelopmentTokens.IsOurs(token) ? development : providers).VerifyAsync(token, ct);
}
