using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Hosting.Oidc;

/// <summary>What is read of a token's header (RFC 7515, section 4.1). Keys that come with it (jwk, jku, x5c) are never read.</summary>
internal sealed record JoseHeader
{
    [JsonPropertyName("alg")] public string? Algorithm { get; init; }

    [JsonPropertyName("kid")] public string? KeyId { get; init; }

    [JsonPropertyName("typ")] public string? Type { get; init; }

    [JsonPropertyName("crit")] public JsonElement Critical { get; init; }
}

/// <summary>What is read of a token's payload (RFC 7519, section 4.1, and our own claims).</summary>
internal sealed record JwtClaims
{
    [JsonPropertyName("iss")] public string? Issuer { get; init; }

    [JsonPropertyName("aud"), JsonConverter(typeof(OneOrMany))] public IReadOnlyList<string>? Audiences { get; init; }

    [JsonPropertyName("sub")] public string? Subject { get; init; }

    [JsonPropertyName("exp")] public double? Expires { get; init; }

    [JsonPropertyName("nbf")] public double? NotBefore { get; init; }

    [JsonPropertyName("iat")] public double? IssuedAt { get; init; }

    [JsonPropertyName("tenant_id"), JsonConverter(typeof(OneOrMany))] public IReadOnlyList<string>? Tenants { get; init; }

    [JsonPropertyName("roles"), JsonConverter(typeof(OneOrMany))] public IReadOnlyList<string>? Roles { get; init; }

    [JsonPropertyName("scope"), JsonConverter(typeof(OneOrMany))] public IReadOnlyList<string>? Scopes { get; init; }
}

/// <summary>A provider's discovery document (OpenID Connect Discovery 1.0, section 3).</summary>
internal sealed record Discovery
{
    [JsonPropertyName("issuer")] public string? Issuer { get; init; }

    [JsonPropertyName("jwks_uri")] public string? KeysAt { get; init; }
}

/// <summary>A provider's keys (RFC 7517, section 5).</summary>
internal sealed record JsonWebKeys
{
    [JsonPropertyName("keys")] public IReadOnlyList<JsonWebKey?>? Keys { get; init; }
}

/// <summary>A public key (RFC 7517, section 4, and RFC 7518, section 6).</summary>
internal sealed record JsonWebKey
{
    [JsonPropertyName("kty")] public string? Kind { get; init; }

    [JsonPropertyName("kid")] public string? KeyId { get; init; }

    [JsonPropertyName("use")] public string? Use { get; init; }

    [JsonPropertyName("key_ops")] public IReadOnlyList<string>? Operations { get; init; }

    [JsonPropertyName("alg")] public string? Algorithm { get; init; }

    [JsonPropertyName("n")] public string? Modulus { get; init; }

    [JsonPropertyName("e")] public string? Exponent { get; init; }

    [JsonPropertyName("crv")] public string? Curve { get; init; }

    [JsonPropertyName("x")] public string? X { get; init; }

    [JsonPropertyName("y")] public string? Y { get; init; }

    /// <summary>Only there when a provider publishes a private key by mistake.</summary>
    [JsonPropertyName("d")] public string? Private { get; init; }
}

[JsonSourceGenerationOptions(AllowDuplicateProperties = false, MaxDepth = 8)]
[JsonSerializable(typeof(JoseHeader))]
[JsonSerializable(typeof(JwtClaims))]
[JsonSerializable(typeof(Discovery))]
[JsonSerializable(typeof(JsonWebKeys))]
internal sealed partial class JoseJson : JsonSerializerContext;

/// <summary>A claim that providers write as one text or as a list of texts.</summary>
internal sealed class OneOrMany : JsonConverter<IReadOnlyList<string>>
{
    private const int Most = 256;

    public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.String) return [reader.GetString() ?? ""];
        if (reader.TokenType is not JsonTokenType.StartArray) throw new JsonException("neither a text nor a list of texts");
        var texts = new List<string>();
        while (reader.Read() && reader.TokenType is JsonTokenType.String && texts.Count < Most) texts.Add(reader.GetString() ?? "");
        return reader.TokenType is JsonTokenType.EndArray ? texts : throw new JsonException("not a list of at most 256 texts");
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options) =>
        throw new NotSupportedException("claims are only read");
}
