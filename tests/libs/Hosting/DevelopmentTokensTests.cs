using System.Security.Cryptography;
using System.Text;
using Platform.Local;

namespace Platform.Hosting.Tests;

public sealed class DevelopmentTokensTests
{
    private static readonly byte[] key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private readonly ManualTime time = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));

    private DevelopmentTokens Tokens => new(key, time);

    [Fact]
    public async Task A_token_names_caller_tenant_roles_and_their_scopes()
    {
        var caller = (await VerifyAsync(Issue())).Caller!;

        Assert.Equal("someone", caller.FindFirst("sub")?.Value);
        Assert.Equal("demo", caller.FindFirst("tenant_id")?.Value);
        Assert.Equal(["analyst"], caller.FindAll("roles").Select(claim => claim.Value));
        Assert.Equal(Roles.ScopesOf(["analyst"]), caller.FindAll("scope").Select(claim => claim.Value));
    }

    [Fact]
    public async Task A_token_ends_with_its_lifetime()
    {
        var token = Issue();
        time.Advance(TimeSpan.FromMinutes(5));

        Assert.Contains("expired", (await VerifyAsync(token)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_from_the_future_is_refused()
    {
        var ahead = new ManualTime(time.GetUtcNow().AddMinutes(1));

        Assert.Contains("not valid yet",
            (await VerifyAsync(new DevelopmentTokens(key, ahead).Issue(Request()))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_another_key_is_refused() =>
        Assert.Contains("signature",
            (await VerifyAsync(new DevelopmentTokens(new byte[32], time).Issue(Request()))).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"HS512"}""")]
    [InlineData("""{"alg":"hs256"}""")]
    [InlineData("""{"alg":"none","alg":"HS256"}""")]
    [InlineData("[]")]
    [InlineData("not json")]
    public async Task Only_hs256_is_accepted_even_when_the_signature_holds(string header)
    {
        var signed = $"{Encode(header)}.{Issue().Split('.')[1]}";
        var token = $"{signed}.{Encode(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";

        Assert.NotNull((await VerifyAsync(token)).Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("ä.ä.ä")]
    public async Task What_is_no_token_is_refused(string text) => Assert.NotNull((await VerifyAsync(text)).Error);

    [Fact]
    public async Task A_very_long_token_is_not_looked_at() => Assert.NotNull((await VerifyAsync(Issue() + new string('A', 5000))).Error);

    [Fact]
    public async Task A_changed_character_is_noticed()
    {
        var token = Issue();
        var place = token.IndexOf('.', StringComparison.Ordinal) + 5;
        var changed = token[..place] + (token[place] == 'A' ? 'B' : 'A') + token[(place + 1)..];

        Assert.NotNull((await VerifyAsync(changed)).Error);
    }

    [Fact]
    public void A_short_key_is_refused() => Assert.Throws<ArgumentException>(() => new DevelopmentTokens(new byte[31], time));

    private static TokenRequest Request() => new("someone", "demo", ["analyst"], TimeSpan.FromMinutes(5));

    private static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private string Issue() => Tokens.Issue(Request());

    private ValueTask<TokenResult> VerifyAsync(string token) => Tokens.VerifyAsync(token, TestContext.Current.CancellationToken);
}
