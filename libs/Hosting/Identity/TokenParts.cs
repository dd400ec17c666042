using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Hosting;

internal sealed record TokenHeader
{
    [JsonPropertyName("alg")] public string? Algorithm { get; init; }

    [JsonPropertyName("typ")] public string? Type { get; init; }
}

internal sealed record TokenPayload
{
    [JsonPropertyName("iss")] public string? Issuer { get; init; }

    [JsonPropertyName("aud")] public string? Audience { get; init; }

    [JsonPropertyName("sub")] public string? Subject { get; init; }

    [JsonPropertyName("tenant_id")] public string? Tenant { get; init; }

    [JsonPropertyName("roles")] public string[]? Roles { get; init; }

    [JsonPropertyName("scope")] public string? Scope { get; init; }

    [JsonPropertyName("nbf")] public long NotBefore { get; init; }

    [JsonPropertyName("exp")] public long Expires { get; init; }
}

[JsonSourceGenerationOptions(AllowDuplicateProperties = false, MaxDepth = 4)]
[JsonSerializable(typeof(TokenHeader))]
[JsonSerializable(typeof(TokenPayload))]
internal sealed partial class TokenJson : JsonSerializerContext;

/// <summary>The parts of a compact token: base64url without padding, in its one canonical form.</summary>
internal static class Compact
{
    public static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public static string Write<T>(T part, JsonTypeInfo<T> info) => Encode(JsonSerializer.SerializeToUtf8Bytes(part, info));

    public static bool TryDecode(string text, out byte[] bytes)
    {
        try
        {
            bytes = Base64Url.DecodeFromChars(text);
            // The decoder passes over padding, white space and stray bits, so that one token could be written in many ways.
            return Base64Url.EncodeToString(bytes) == text;
        }
        catch (FormatException)
        {
            bytes = [];
            return false;
        }
    }

    public static T? Read<T>(string text, JsonTypeInfo<T> info) where T : class =>
        TryDecode(text, out var json) ? Parse(json, info) : null;

    /// <summary>Null for what is no such JSON.</summary>
    public static T? Parse<T>(byte[] json, JsonTypeInfo<T> info) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, info);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
