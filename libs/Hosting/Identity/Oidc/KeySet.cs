using System.Text.Json;

namespace Platform.Hosting.Oidc;

/// <summary>A provider's keys at one time.</summary>
internal sealed class KeySet(IReadOnlyList<PublicKey> keys)
{
    private const int Most = 100;

    public int Count => keys.Count;

    /// <summary>Reads a JWKS document; keys that are not accepted are left out, as RFC 7517 asks.</summary>
    /// <exception cref="JsonException">It is no such document, or has more than 100 keys.</exception>
    public static KeySet Read(ReadOnlySpan<byte> json, Action<string?, string>? leftOut = null)
    {
        var all = JsonSerializer.Deserialize(json, JoseJson.Default.JsonWebKeys)?.Keys ?? throw new JsonException("it has no keys");
        if (all.Count > Most) throw new JsonException($"it has more than {Most} keys");
        var keys = new List<PublicKey>();
        foreach (var each in all.OfType<JsonWebKey>())
        {
            if (PublicKey.TryRead(each, out var key, out var reason)) keys.Add(key);
            else leftOut?.Invoke(each.KeyId, reason);
        }

        return new(keys);
    }

    /// <summary>The keys that may have signed a token. One without a key id is accepted only when there is no choice.</summary>
    public IReadOnlyList<PublicKey> Find(string? keyId, string algorithm)
    {
        var fitting = keys.Where(key => key.Fits(algorithm) && (keyId is null || key.Id == keyId)).ToList();
        return keyId is null && fitting.Count > 1 ? [] : fitting;
    }
}
