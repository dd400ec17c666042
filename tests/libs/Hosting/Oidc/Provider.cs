using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Hosting.Oidc;
using Platform.Local;

namespace Platform.Hosting.Tests.Oidc;

/// <summary>An identity provider of the test: its documents on a transport without network, and tokens of any kind.</summary>
internal sealed class Provider : HttpMessageHandler
{
    public const string Audience = "platform";

    // Made once: a new one takes longer than a test.
    private static readonly RSAParameters rsaNumbers = NewRsa();

    private readonly List<JsonObject> published = [];

    public Provider()
    {
        PublishRsa("rsa", Rsa);
        PublishCurve("curve", Curve);
    }

    public string Address { get; init; } = "https://id.test/realms/one";

    public ManualTime Time { get; } = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));

    public RSA Rsa { get; } = RSA.Create(rsaNumbers);

    public ECDsa Curve { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The addresses that were asked for.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>What is changed in the discovery document.</summary>
    public Action<JsonObject>? Discovery { get; set; }

    /// <summary>When set, the body at the keys' address.</summary>
    public string? KeysText { get; set; }

    public bool IsAway { get; set; }

    private JsonArray Keys => [.. published.Select(key => key.DeepClone())];

    public long Now => Time.GetUtcNow().ToUnixTimeSeconds();

    public OidcTokens Verifier(params string[] tenants) => new(
        [new(Issuer(tenants), Transport.Client(this), Time, NullLogger.Instance)],
        TimeSpan.FromSeconds(60), Time);

    private OidcIssuer Issuer(string[] tenants) => new() { Issuer = Address, Audience = Audience, Tenants = tenants };

    public static JsonObject Header(string algorithm = "RS256", string? keyId = "rsa") => new() { ["alg"] = algorithm, ["kid"] = keyId };

    public JsonObject Payload() => new()
    {
        ["iss"] = Address, ["aud"] = Audience, ["sub"] = "someone", ["exp"] = Now + 300, ["tenant_id"] = "acme",
        ["roles"] = new JsonArray("analyst"),
    };

    /// <summary>A good token, except for what is changed.</summary>
    public string Token(Action<JsonObject>? header = null, Action<JsonObject>? payload = null, string algorithm = "RS256")
    {
        var (head, claims) = (Header(algorithm, algorithm is "ES256" ? "curve" : "rsa"), Payload());
        header?.Invoke(head);
        payload?.Invoke(claims);
        return Signed(head.ToJsonString(), claims.ToJsonString(), algorithm);
    }

    /// <summary>Any two texts, signed as the algorithm has it.</summary>
    public string Signed(string header, string payload, string algorithm = "RS256") =>
        Signed(header, payload, text => Sign(algorithm, text));

    /// <summary>Any two texts, signed in any way.</summary>
    public static string Signed(string header, string payload, Func<byte[], byte[]> sign)
    {
        var text = $"{Encode(header)}.{Encode(payload)}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    /// <summary>A good token, but by this key.</summary>
    public string Token(RSA key, JsonObject header) => Signed(
        header.ToJsonString(), Payload().ToJsonString(),
        text => key.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>The public half of a key.</summary>
    public static JsonObject Jwk(RSA key)
    {
        var numbers = key.ExportParameters(false);
        return new()
        {
            ["kty"] = "RSA",
            ["n"] = Base64Url.EncodeToString(numbers.Modulus),
            ["e"] = Base64Url.EncodeToString(numbers.Exponent),
        };
    }

    public byte[] Sign(string algorithm, byte[] text) => algorithm switch
    {
        "RS256" => Rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        "PS256" => Rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        "ES256" => Curve.SignData(text, HashAlgorithmName.SHA256),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "not signed here"),
    };

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public void PublishRsa(string? id, RSA key, Action<JsonObject>? change = null)
    {
        var json = Jwk(key);
        json["kid"] = id;
        Publish(change, json);
    }

    public void PublishCurve(string? id, ECDsa key, Action<JsonObject>? change = null)
    {
        var point = key.ExportParameters(false).Q;
        Publish(change, new()
        {
            ["kty"] = "EC",
            ["kid"] = id,
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        });
    }

    /// <summary>No key is published any more.</summary>
    public void Withdraw() => published.Clear();

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!.ToString();
        lock (Asked) Asked.Add(address);
        if (IsAway) throw new HttpRequestException("no line");
        return Task.FromResult(Document(address) is { } body
            ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body) }
            : new HttpResponseMessage(HttpStatusCode.NotFound));
    }

    /// <summary>What is at an address; null for nothing.</summary>
    public string? Document(string address)
    {
        if (address == $"{Address}/keys") return KeysText ?? new JsonObject { ["keys"] = Keys }.ToJsonString();
        if (address != $"{Address}/.well-known/openid-configuration") return null;
        var discovery = new JsonObject { ["issuer"] = Address, ["jwks_uri"] = $"{Address}/keys" };
        Discovery?.Invoke(discovery);
        return discovery.ToJsonString();
    }

    protected override void Dispose(bool disposing)
    {
        Rsa.Dispose();
        Curve.Dispose();
        base.Dispose(disposing);
    }

    private static RSAParameters NewRsa()
    {
        using var key = RSA.Create(2048);
        return key.ExportParameters(true);
    }

    private void Publish(Action<JsonObject>? change, JsonObject key)
    {
        change?.Invoke(key);
        published.Add(key);
    }
}
