using System.Security.Cryptography;

namespace Platform.Hosting.Tests.Oidc;

/// <summary>Where keys come from, how long they are good, and which are not used.</summary>
public sealed class IssuerKeysTests : IDisposable
{
    private readonly Provider provider = new();
    private readonly RSA next = RSA.Create(2048);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        next.Dispose();
        provider.Dispose();
    }

    [Fact]
    public async Task Keys_are_fetched_once_for_many_tokens()
    {
        var verifier = provider.Verifier();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => verifier.VerifyAsync(provider.Token(), Ct).AsTask()));

        Assert.Equal([$"{provider.Address}/.well-known/openid-configuration", $"{provider.Address}/keys"], provider.Asked);
    }

    [Fact]
    public async Task A_new_key_is_known_as_soon_as_a_token_names_it()
    {
        var verifier = provider.Verifier();
        Assert.NotNull((await verifier.VerifyAsync(provider.Token(), Ct)).Caller);
        provider.Time.Advance(TimeSpan.FromMinutes(1));

        provider.PublishRsa("next", next);
        Assert.NotNull((await verifier.VerifyAsync(TokenOf(next, "next"), Ct)).Caller);
    }

    [Fact]
    public async Task Invented_key_ids_cause_one_fetch_in_half_a_minute()
    {
        var verifier = provider.Verifier();
        Assert.NotNull((await verifier.VerifyAsync(provider.Token(), Ct)).Caller);
        provider.Time.Advance(TimeSpan.FromMinutes(1));
        provider.Asked.Clear();

        for (var i = 0; i < 100; i++)
            Assert.NotNull((await verifier.VerifyAsync(provider.Token(header: head => head["kid"] = $"made up {i}"), Ct)).Error);

        Assert.Equal(2, provider.Asked.Count);
    }

    [Fact]
    public async Task A_key_that_is_withdrawn_is_forgotten_within_the_hour()
    {
        var verifier = provider.Verifier();
        Assert.NotNull((await verifier.VerifyAsync(provider.Token(), Ct)).Caller);
        provider.Withdraw();
        provider.PublishRsa("next", next);

        provider.Time.Advance(TimeSpan.FromMinutes(61));
        await Eventually.HoldsAsync(async () => (await verifier.VerifyAsync(provider.Token(), Ct)).Caller is null);
        Assert.NotNull((await verifier.VerifyAsync(TokenOf(next, "next"), Ct)).Caller);
    }

    [Fact]
    public async Task A_provider_that_is_away_does_no_harm_for_a_day()
    {
        var verifier = provider.Verifier();
        Assert.NotNull((await verifier.VerifyAsync(provider.Token(), Ct)).Caller);
        provider.IsAway = true;

        provider.Time.Advance(TimeSpan.FromHours(23));
        Assert.NotNull((await verifier.VerifyAsync(provider.Token(), Ct)).Caller);
        provider.Time.Advance(TimeSpan.FromHours(2));
        await Assert.ThrowsAsync<HttpRequestException>(() => verifier.VerifyAsync(provider.Token(), Ct).AsTask());
        provider.IsAway = false;
        provider.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull((await verifier.VerifyAsync(provider.Token(), Ct)).Caller);
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_is_no_fault_of_the_token()
    {
        provider.IsAway = true;

        await Assert.ThrowsAsync<HttpRequestException>(() => provider.Verifier().VerifyAsync(provider.Token(), Ct).AsTask());
    }

    [Fact]
    public async Task Two_keys_that_fit_need_a_key_id()
    {
        provider.PublishRsa("next", next);

        Assert.NotNull((await provider.Verifier().VerifyAsync(provider.Token(header: head => head.Remove("kid")), Ct)).Error);
    }

    [Theory]
    [InlineData("issuer", "https://evil.test")]
    [InlineData("issuer", null)]
    [InlineData("jwks_uri", "http://id.test/keys")]
    [InlineData("jwks_uri", "file:///etc/passwd")]
    [InlineData("jwks_uri", "keys")]
    [InlineData("jwks_uri", null)]
    public async Task A_discovery_document_that_is_not_this_providers_gives_no_keys(string name, string? value)
    {
        provider.Discovery = document => document[name] = value;

        await Assert.ThrowsAsync<HttpRequestException>(() => provider.Verifier().VerifyAsync(provider.Token(), Ct).AsTask());
        Assert.Single(provider.Asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("<html>")]
    public async Task What_is_no_list_of_keys_gives_none(string text)
    {
        provider.KeysText = text;

        await Assert.ThrowsAsync<HttpRequestException>(() => provider.Verifier().VerifyAsync(provider.Token(), Ct).AsTask());
    }

    [Fact]
    public async Task A_list_of_keys_without_end_is_not_read()
    {
        provider.KeysText = $$"""{"keys":[{"kty":"{{new string('x', 300_000)}}"}]}""";

        await Assert.ThrowsAsync<HttpRequestException>(() => provider.Verifier().VerifyAsync(provider.Token(), Ct).AsTask());
    }

    [Theory]
    [InlineData("use", "enc")]
    [InlineData("alg", "RS512")]
    [InlineData("alg", "HS256")]
    [InlineData("kty", "oct")]
    [InlineData("d", "AQAB")]
    [InlineData("e", "AQ")]
    [InlineData("e", "AA")]
    [InlineData("e", "")]
    [InlineData("n", "AQAB")]
    [InlineData("n", "not base64")]
    public async Task A_key_that_is_not_for_this_is_left_out_and_the_others_are_used(string name, string value)
    {
        provider.PublishRsa("next", next, key => key[name] = value);
        var verifier = provider.Verifier();

        Assert.Null((await verifier.VerifyAsync(TokenOf(next, "next"), Ct)).Caller);
        Assert.NotNull((await verifier.VerifyAsync(provider.Token(), Ct)).Caller);
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(1536)]
    public async Task A_short_RSA_key_is_left_out(int bits)
    {
        using var weak = RSA.Create(bits);
        provider.PublishRsa("weak", weak);

        Assert.NotNull((await provider.Verifier().VerifyAsync(TokenOf(weak, "weak"), Ct)).Error);
    }

    [Fact]
    public async Task A_point_that_is_not_on_the_curve_is_left_out()
    {
        provider.PublishCurve("off", provider.Curve, key => key["y"] = key["x"]!.GetValue<string>());

        Assert.NotNull((await provider.Verifier().VerifyAsync(provider.Token(algorithm: "ES256"), Ct)).Caller);
        Assert.NotNull((await provider.Verifier().VerifyAsync(
            provider.Token(header: head => head["kid"] = "off", algorithm: "ES256"), Ct)).Error);
    }

    [Fact]
    public async Task A_key_that_names_its_algorithm_is_good_for_no_other()
    {
        provider.Withdraw();
        provider.PublishRsa("rsa", provider.Rsa, key => key["alg"] = "PS256");
        var verifier = provider.Verifier();

        Assert.NotNull((await verifier.VerifyAsync(provider.Token(algorithm: "PS256"), Ct)).Caller);
        Assert.NotNull((await verifier.VerifyAsync(provider.Token(), Ct)).Error);
    }

    private string TokenOf(RSA key, string id) => provider.Token(key, Provider.Header(keyId: id));
}
