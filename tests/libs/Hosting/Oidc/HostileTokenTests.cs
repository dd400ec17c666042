using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Platform.Hosting.Tests.Oidc;

/// <summary>Tokens that somebody makes up. Each differs from a good one, which the first test shows to be good, in one thing.</summary>
public sealed class HostileTokenTests : IDisposable
{
    private static readonly Dictionary<string, Func<Provider, string>> tokens = new()
    {
        // No signature, or one by somebody else.
        ["alg none, no signature"] = p => Unsigned("""{"alg":"none"}""", p),
        ["alg None"] = p => Unsigned("""{"alg":"None"}""", p),
        ["alg NONE"] = p => Unsigned("""{"alg":"NONE"}""", p),
        ["alg none with a signature"] = p => p.Signed("""{"alg":"none","kid":"rsa"}""", p.Payload().ToJsonString()),
        ["alg empty"] = p => p.Token(header: h => h["alg"] = ""),
        ["alg missing"] = p => p.Token(header: h => h.Remove("alg")),
        ["alg null"] = p => p.Token(header: h => h["alg"] = null),
        ["alg a number"] = p => p.Token(header: h => h["alg"] = 256),
        ["alg a list"] = p => p.Token(header: h => h["alg"] = new JsonArray("RS256")),
        ["alg in small letters"] = p => p.Token(header: h => h["alg"] = "rs256"),
        ["alg with a space"] = p => p.Token(header: h => h["alg"] = "RS256 "),
        ["alg twice"] = p => p.Signed("""{"alg":"none","alg":"RS256","kid":"rsa"}""", p.Payload().ToJsonString()),
        ["alg by an escape and again"] = p => p.Signed("""{"\u0061lg":"none","alg":"RS256","kid":"rsa"}""", p.Payload().ToJsonString()),
        ["signature empty"] = p => $"{Head(p)}.",
        ["signature all zero"] = p => $"{Head(p)}.{Base64Url.EncodeToString(new byte[256])}",
        ["signature cut"] = p => p.Token()[..^8],
        ["signature longer"] = p => $"{p.Token()}AAAA",
        ["signature of another token"] = p => $"{Head(p)}.{p.Token(payload: c => c["sub"] = "other").Split('.')[2]}",
        ["signature by another RSA key"] = p => Foreign(p),
        ["payload changed after signing"] = p => Swapped(p, c => c["tenant_id"] = "other"),
        ["role added after signing"] = p => Swapped(p, c => c["roles"] = new JsonArray("admin")),
        ["header changed after signing"] = p =>
            string.Join('.', [Provider.Encode("""{"alg":"RS256","kid":"rsa","x":1}"""), .. p.Token().Split('.')[1..]]),

        // The wrong algorithm for the key: a public key as a shared secret, a key of another kind.
        ["HS256 with the public key as PEM"] = p => Hmac(p, Encoding.ASCII.GetBytes(p.Rsa.ExportSubjectPublicKeyInfoPem())),
        ["HS256 with the public key as DER"] = p => Hmac(p, p.Rsa.ExportSubjectPublicKeyInfo()),
        ["HS256 with the modulus"] = p => Hmac(p, p.Rsa.ExportParameters(false).Modulus!),
        ["HS256 with nothing as key"] = p => Hmac(p, []),
        ["HS384"] = p => p.Token(header: h => h["alg"] = "HS384"),
        ["RS384"] = p => p.Token(header: h => h["alg"] = "RS384"),
        ["RS1"] = p => p.Token(header: h => h["alg"] = "RS1"),
        ["ES384"] = p => p.Token(header: h => h["alg"] = "ES384"),
        ["ES256K"] = p => p.Token(header: h => h["alg"] = "ES256K"),
        ["RSA-OAEP, an encryption"] = p => p.Token(header: h => h["alg"] = "RSA-OAEP"),
        ["RS256 said, PS256 signed"] = p => p.Signed(Provider.Header().ToJsonString(), p.Payload().ToJsonString(), "PS256"),
        ["PS256 said, RS256 signed"] = p => p.Signed(Provider.Header("PS256").ToJsonString(), p.Payload().ToJsonString()),
        ["ES256 with the RSA key's id"] = p => p.Signed(Provider.Header("ES256").ToJsonString(), p.Payload().ToJsonString(), "ES256"),
        ["RS256 with the curve's id"] = p => p.Token(header: h => h["kid"] = "curve"),
        ["ES256 of two zeros (CVE-2022-21449)"] = p => Es256(p, _ => new byte[64]),
        ["ES256 in DER"] = p => Es256(p, text => p.Curve.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
        ["ES256 with a number too long"] = p => Es256(p, text => [0, .. p.Sign("ES256", text)]),

        // A key that the token brings along or points to.
        ["kid unknown"] = p => p.Token(header: h => h["kid"] = "other"),
        ["kid empty"] = p => p.Token(header: h => h["kid"] = ""),
        ["kid a path"] = p => p.Token(header: h => h["kid"] = "../../../../dev/null"),
        ["kid an injection"] = p => p.Token(header: h => h["kid"] = "x' UNION SELECT 'key"),
        ["kid an address"] = p => p.Token(header: h => h["kid"] = "https://evil.test/keys"),
        ["kid a number"] = p => p.Token(header: h => h["kid"] = 1),
        ["kid with a zero byte"] = p => p.Token(header: h => h["kid"] = "rsa\0"),
        ["jwk in the header"] = p => Foreign(p, (h, key) => (h["kid"], h["jwk"]) = (null, Provider.Jwk(key))),
        ["jwk in the header, known kid"] = p => Foreign(p, (h, key) => h["jwk"] = Provider.Jwk(key)),
        ["jku in the header"] = p => Foreign(p, (h, _) => h["jku"] = "https://evil.test/keys"),
        ["x5u in the header"] = p => Foreign(p, (h, _) => h["x5u"] = "https://evil.test/cert"),
        ["x5c in the header"] = p => Foreign(p, (h, _) => h["x5c"] = new JsonArray("MIIB")),

        // Extensions and types.
        ["crit of something unknown"] = p => p.Token(header: h => (h["crit"], h["exp"]) = (new JsonArray("exp"), 1)),
        ["crit empty"] = p => p.Token(header: h => h["crit"] = new JsonArray()),
        ["crit null"] = p => p.Token(header: h => h["crit"] = null),
        ["crit b64"] = p => p.Token(header: h => (h["crit"], h["b64"]) = (new JsonArray("b64"), false)),
        ["typ of a logout"] = p => p.Token(header: h => h["typ"] = "logout+jwt"),
        ["typ of a proof"] = p => p.Token(header: h => h["typ"] = "dpop+jwt"),
        ["typ empty"] = p => p.Token(header: h => h["typ"] = ""),

        // Claims.
        ["iss of another"] = p => p.Token(payload: c => c["iss"] = "https://evil.test"),
        ["iss with a slash more"] = p => p.Token(payload: c => c["iss"] = $"{p.Address}/"),
        ["iss in other letters"] = p => p.Token(payload: c => c["iss"] = p.Address.ToUpperInvariant()),
        ["iss missing"] = p => p.Token(payload: c => c.Remove("iss")),
        ["iss a list"] = p => p.Token(payload: c => c["iss"] = new JsonArray(p.Address)),
        ["iss twice"] = p => p.Signed(
            Provider.Header().ToJsonString(),
            p.Payload().ToJsonString().Replace("{\"iss\"", "{\"iss\":\"x\",\"iss\"", StringComparison.Ordinal)),
        ["aud of another"] = p => p.Token(payload: c => c["aud"] = "other"),
        ["aud that begins alike"] = p => p.Token(payload: c => c["aud"] = "platform-x"),
        ["aud missing"] = p => p.Token(payload: c => c.Remove("aud")),
        ["aud an empty list"] = p => p.Token(payload: c => c["aud"] = new JsonArray()),
        ["aud a list of others"] = p => p.Token(payload: c => c["aud"] = new JsonArray("a", "b")),
        ["aud an object"] = p => p.Token(payload: c => c["aud"] = new JsonObject()),
        ["aud a list in a list"] = p => p.Token(payload: c => c["aud"] = new JsonArray(new JsonArray(Provider.Audience))),
        ["aud a list of 300"] = p => p.Token(payload: c =>
            c["aud"] = new JsonArray([.. Enumerable.Repeat("platform", 300).Select(a => (JsonNode)a)])),
        ["exp over"] = p => p.Token(payload: c => c["exp"] = p.Now - 60),
        ["exp missing"] = p => p.Token(payload: c => c.Remove("exp")),
        ["exp null"] = p => p.Token(payload: c => c["exp"] = null),
        ["exp a text"] = p => p.Token(payload: c => c["exp"] = $"{p.Now + 300}"),
        ["exp below zero"] = p => p.Token(payload: c => c["exp"] = -1),
        ["exp twice"] = p => p.Signed(
            Provider.Header().ToJsonString(), p.Payload().ToJsonString().Replace("\"exp\"", "\"exp\":1,\"exp\"", StringComparison.Ordinal)),
        ["nbf ahead"] = p => p.Token(payload: c => c["nbf"] = p.Now + 61),
        ["iat ahead"] = p => p.Token(payload: c => c["iat"] = p.Now + 61),
        ["sub missing"] = p => p.Token(payload: c => c.Remove("sub")),
        ["sub empty"] = p => p.Token(payload: c => c["sub"] = ""),
        ["subject an API key"] = p => p.Token(payload: c => c["sub"] = "key:k1"),
        ["tenant a list of lists"] = p => p.Token(payload: c => c["tenant_id"] = new JsonArray(new JsonArray("acme"), "other")),
        ["roles an object"] = p => p.Token(payload: c => c["roles"] = new JsonObject { ["admin"] = true }),
        ["payload empty"] = p => p.Signed(Provider.Header().ToJsonString(), ""),
        ["payload no object"] = p => p.Signed(Provider.Header().ToJsonString(), "[]"),
        ["payload null"] = p => p.Signed(Provider.Header().ToJsonString(), "null"),
        ["payload with a rest"] = p => p.Signed(Provider.Header().ToJsonString(), $"{p.Payload().ToJsonString()} {{}}"),
        ["payload deep"] = p => p.Token(payload: c => c["x"] = Nested(20)),
        ["header null"] = p => p.Signed("null", p.Payload().ToJsonString()),
        ["header deep"] = p => p.Token(header: h => h["x"] = Nested(20)),

        // The same token in another form.
        ["signature with padding"] = p => $"{p.Token()}==",
        ["signature with a line break"] = p => p.Token().Insert(p.Token().LastIndexOf('.') + 5, "\n"),
        ["signature with stray bits"] = p => Stray(p.Token()),
        ["signature in the other base64"] = p => Classic(p),
        ["header with padding"] = p => $"{p.Token().Split('.')[0]}=.{string.Join('.', p.Token().Split('.')[1..])}",
        ["a space in front"] = p => $" {p.Token()}",
        ["a part more"] = p => $"{p.Token()}.x",
        ["a part less"] = p => string.Join('.', p.Token().Split('.')[..2]),
        ["five parts, an encryption"] = p => $"{p.Token()}.a.b",
        ["JSON instead of compact"] = p => $$"""{"payload":"{{p.Token().Split('.')[1]}}","signature":"{{p.Token().Split('.')[2]}}"}""",
        ["no ASCII"] = p => p.Token().Replace('e', 'ё'),
        ["too long"] = p => p.Token(payload: c => c["x"] = new string('x', 9_000)),
        ["dots only"] = _ => "..",
        ["empty"] = _ => "",
    };

    private readonly Provider provider = new();

    public static TheoryData<string> Names => [.. tokens.Keys];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => provider.Dispose();

    [Theory, MemberData(nameof(Names))]
    public async Task A_made_up_token_is_refused(string name)
    {
        var verifier = provider.Verifier();
        foreach (var algorithm in (string[])["RS256", "PS256", "ES256"])
            Assert.NotNull((await verifier.VerifyAsync(provider.Token(algorithm: algorithm), Ct)).Caller);

        var result = await verifier.VerifyAsync(tokens[name](provider), Ct);

        Assert.Null(result.Caller);
        Assert.False(string.IsNullOrEmpty(result.Error));
        Assert.DoesNotContain(provider.Asked, address => address.Contains("evil", StringComparison.Ordinal));
    }

    [Fact]
    public void There_are_at_least_sixty() => Assert.True(tokens.Count >= 60);

    private static string Head(Provider p) => string.Join('.', p.Token().Split('.')[..2]);

    private static string Unsigned(string header, Provider p) =>
        $"{Provider.Encode(header)}.{Provider.Encode(p.Payload().ToJsonString())}.";

    private static string Swapped(Provider p, Action<JsonObject> change)
    {
        var (parts, claims) = (p.Token().Split('.'), p.Payload());
        change(claims);
        return $"{parts[0]}.{Provider.Encode(claims.ToJsonString())}.{parts[2]}";
    }

    private static string Foreign(Provider p, Action<JsonObject, RSA>? change = null)
    {
        using var key = RSA.Create(2048);
        var header = Provider.Header();
        change?.Invoke(header, key);
        return p.Token(key, header);
    }

    private static string Hmac(Provider p, byte[] key) => Provider.Signed(
        Provider.Header("HS256").ToJsonString(), p.Payload().ToJsonString(), text => HMACSHA256.HashData(key, text));

    private static string Es256(Provider p, Func<byte[], byte[]> sign) =>
        Provider.Signed(Provider.Header("ES256", "curve").ToJsonString(), p.Payload().ToJsonString(), sign);

    // 256 bytes leave four bits of the last character unused.
    private static string Stray(string token)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return token[..^1] + alphabet[alphabet.IndexOf(token[^1], StringComparison.Ordinal) + 1];
    }

    private static string Classic(Provider p)
    {
        for (var i = 0; ; i++)
        {
            var token = p.Token(payload: c => c["jti"] = $"{i}");
            var dot = token.LastIndexOf('.');
            var other = token[dot..].Replace('-', '+').Replace('_', '/');
            if (other != token[dot..]) return token[..dot] + other;
        }
    }

    private static JsonArray Nested(int depth) => depth == 0 ? [] : [Nested(depth - 1)];
}
