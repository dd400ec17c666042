using System.Text.Json.Nodes;

namespace Platform.Hosting.Tests.Oidc;

/// <summary>Tokens that are as they should be.</summary>
public sealed class OidcTokensTests : IDisposable
{
    private readonly Provider provider = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => provider.Dispose();

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    public async Task A_token_of_each_algorithm_names_caller_tenant_roles_and_scopes(string algorithm)
    {
        var caller = (await provider.Verifier().VerifyAsync(provider.Token(algorithm: algorithm), Ct)).Caller;

        Assert.Equal("someone", caller?.FindFirst("sub")?.Value);
        Assert.Equal("acme", caller?.FindFirst("tenant_id")?.Value);
        Assert.Equal(["analyst"], caller?.FindAll("roles").Select(claim => claim.Value));
        Assert.Equal(Roles.ScopesOf(["analyst"]), caller?.FindAll("scope").Select(claim => claim.Value));
    }

    [Fact]
    public async Task Scopes_of_the_platform_are_taken_and_those_of_others_left()
    {
        var token = provider.Token(payload: claims => (claims["roles"], claims["scope"]) = (null, "openid risk:score profile everything"));

        var caller = (await provider.Verifier().VerifyAsync(token, Ct)).Caller;

        Assert.Equal([Scopes.RiskScore], caller?.FindAll("scope").Select(claim => claim.Value));
    }

    [Fact]
    public async Task Roles_and_audience_may_be_one_text_or_a_list()
    {
        var token = provider.Token(payload: claims =>
            (claims["roles"], claims["aud"]) = ("service", new JsonArray("account", Provider.Audience)));

        var caller = (await provider.Verifier().VerifyAsync(token, Ct)).Caller;

        Assert.Equal(["service"], caller?.FindAll("roles").Select(claim => claim.Value));
    }

    [Theory]
    [InlineData("JWT")]
    [InlineData("at+jwt")]
    [InlineData("application/at+JWT")]
    public async Task A_type_that_is_for_access_is_fine(string type) =>
        Assert.NotNull((await provider.Verifier().VerifyAsync(provider.Token(header: head => head["typ"] = type), Ct)).Caller);

    [Theory]
    [InlineData("exp", -59)]
    [InlineData("nbf", 60)]
    [InlineData("iat", 60)]
    public async Task A_minute_between_clocks_does_no_harm(string claim, int seconds) =>
        Assert.NotNull((await provider.Verifier().VerifyAsync(
            provider.Token(payload: claims => claims[claim] = provider.Now + seconds), Ct)).Caller);

    [Fact]
    public async Task Times_may_have_fractions() =>
        Assert.NotNull((await provider.Verifier().VerifyAsync(
            provider.Token(payload: claims => claims["exp"] = provider.Now + 0.5), Ct)).Caller);

    [Fact]
    public async Task A_token_without_a_key_id_is_fine_when_only_one_key_fits() =>
        Assert.NotNull((await provider.Verifier().VerifyAsync(provider.Token(header: head => head.Remove("kid")), Ct)).Caller);

    [Fact]
    public async Task A_provider_of_a_tenant_speaks_for_that_tenant_only()
    {
        var verifier = provider.Verifier("acme");

        Assert.NotNull((await verifier.VerifyAsync(provider.Token(), Ct)).Caller);
        Assert.Contains(
            "does not speak for its tenant",
            (await verifier.VerifyAsync(provider.Token(payload: claims => claims["tenant_id"] = "other"), Ct)).Error,
            StringComparison.Ordinal);
    }
}
