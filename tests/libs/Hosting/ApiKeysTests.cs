using Platform.Contracts;

namespace Platform.Hosting.Tests;

public sealed class ApiKeysTests
{
    private static readonly DateTimeOffset now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly string secret = new('5', 64);

    [Fact]
    public async Task A_key_names_its_tenant_its_scopes_and_itself()
    {
        var (caller, error) = await VerifyAsync($"rk_acme_k1_{secret}");

        Assert.Null(error);
        Assert.Equal(
            ["sub: key:k1", "tenant_id: acme", "scope: alerts:read"], caller!.Claims.Select(claim => $"{claim.Type}: {claim.Value}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("rk_")]
    [InlineData("rk____")]
    [InlineData("rk_acme_k1_")]
    [InlineData("rk_acme_k1_wrong")]
    [InlineData("rk_acme__SECRET")]
    [InlineData("rk_acme_k2_SECRET")]
    [InlineData("rk_other_k1_SECRET")]
    [InlineData("rk_Acme_k1_SECRET")]
    [InlineData("RK_acme_k1_SECRET")]
    [InlineData("rk_acme_k1_SECRET_")]
    [InlineData("rk_acme_k1_x_SECRET")]
    [InlineData("rk_acme_k1_SECRETx")]
    [InlineData(" rk_acme_k1_SECRET")]
    [InlineData("rk_acme\0_k1_SECRET")]
    [InlineData("rk_acme_expired_SECRET")]
    [InlineData("rk_platform_k1_SECRET")]
    public async Task Anything_else_is_refused(string text)
    {
        var (caller, error) = await VerifyAsync(text.Replace("SECRET", secret, StringComparison.Ordinal));

        Assert.Null(caller);
        Assert.NotEmpty(error ?? "");
    }

    [Fact]
    public async Task A_megabyte_is_no_key() => Assert.Null((await VerifyAsync("rk_acme_k1_" + new string('5', 1 << 20))).Caller);

    [Fact]
    public async Task A_use_is_noted_and_a_failed_attempt_is_not()
    {
        var directory = Directory();

        await VerifyAsync($"rk_acme_k1_{secret}", directory);
        await VerifyAsync("rk_acme_expired_x", directory);

        Assert.Equal([new KeyUse(new("acme"), "k1", now)], directory.TakeUses());
    }

    private static async Task<TokenResult> VerifyAsync(string text, TenantDirectory? directory = null) =>
        await new ApiKeys(directory ?? Directory(), new NoTokens(), new Clock()).VerifyAsync(text, TestContext.Current.CancellationToken);

    private static TenantDirectory Directory()
    {
        var directory = new TenantDirectory(isRequired: true);
        var entry = TenantDirectoryTests.Entry("acme", TenantStatus.Active) with { Keys = [Key("k1", null), Key("expired", now)] };
        directory.Apply(new(1, [entry, TenantDirectoryTests.Entry("other", TenantStatus.Active)], IsLast: true));
        return directory;
    }

    private static DirectoryKey Key(string id, DateTimeOffset? expiresAt) =>
        new(id, [1, 2, 3], KeyText.Hash([1, 2, 3], secret), [Scopes.AlertsRead], expiresAt);

    private sealed class NoTokens : ITokenVerifier
    {
        public ValueTask<TokenResult> VerifyAsync(string token, CancellationToken ct) =>
            ValueTask.FromResult(new TokenResult(null, "no token"));
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
