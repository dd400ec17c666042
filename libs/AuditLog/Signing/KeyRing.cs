using System.Security.Cryptography;
using Platform.Contracts;

namespace Platform.AuditLog;

/// <summary>How a signature turned out.</summary>
public enum SignatureState
{
    /// <summary>It is the key's.</summary>
    Valid,

    /// <summary>Something signed, or the signature, was altered.</summary>
    Invalid,

    /// <summary>The key is not among those that are trusted.</summary>
    UnknownKey,
}

/// <summary>Public keys that are trusted to sign checkpoints. Not for concurrent use.</summary>
public sealed class KeyRing : IDisposable
{
    private readonly Dictionary<string, ECDsa> keys = new(StringComparer.Ordinal);

    /// <summary>Ids of the keys.</summary>
    public IReadOnlyCollection<string> Ids => keys.Keys;

    /// <summary>Reads public keys.</summary>
    /// <param name="pem">Any number of PEM blocks <c>PUBLIC KEY</c>; other text is passed over.</param>
    /// <returns>The keys; dispose them.</returns>
    /// <exception cref="CryptographicException">A block holds no key of curve P-256.</exception>
    public static KeyRing Read(string pem)
    {
        var ring = new KeyRing();
        foreach (var block in PemBlocks.Of(pem, "PUBLIC KEY"))
        {
            var key = ECDsa.Create();
            key.ImportFromPem(block);
            if (key.KeySize is not 256) throw new CryptographicException("A key of the audit log must be of curve P-256.");
            ring.keys[IdOf(key)] = key;
        }

        return ring;
    }

    /// <summary>Checks the signature of a checkpoint.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <returns>How it turned out.</returns>
    public SignatureState Check(AuditCheckpoint checkpoint)
    {
        if (!keys.TryGetValue(checkpoint.Key, out var key)) return SignatureState.UnknownKey;

        Span<byte> signature = stackalloc byte[64];
        // The decoder passes over stray bits, so that one signature could be written in many ways.
        return Convert.TryFromBase64String(checkpoint.Signature, signature, out var length) && length == signature.Length
            && Convert.ToBase64String(signature) == checkpoint.Signature
            && key.VerifyData(SigningKey.SignedBytes(checkpoint), signature, HashAlgorithmName.SHA256)
            ? SignatureState.Valid
            : SignatureState.Invalid;
    }

    /// <summary>Frees the keys.</summary>
    public void Dispose()
    {
        foreach (var key in keys.Values) key.Dispose();
    }

    internal static string IdOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];
}
