using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Platform.Contracts;

namespace Platform.Audit;

/// <summary>
/// Encrypts the personal fields of an event under the key of the person: AES-256-GCM, a fresh nonce each, bound to event and field, so
/// that no value can be moved elsewhere. The log hashes what comes out; without the key it is noise.
/// </summary>
internal static class PersonalFields
{
    public const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public static bool AreIn(AuditEvent e) => e is { Subject: not null, Personal.Count: > 0 };

    /// <summary>The event as it is kept.</summary>
    public static AuditEvent Encrypt(AuditEvent e, ReadOnlySpan<byte> key)
    {
        using var aes = new AesGcm(key, TagBytes);
        var kept = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in e.Personal ?? new Dictionary<string, string?>())
            kept[name] = value is null ? null : Encrypt(aes, value, Context(e.Id, name));

        return e with { Personal = kept };
    }

    /// <summary>The event as it was; values are null when the key is gone or does not open them.</summary>
    public static AuditEvent Decrypt(AuditEvent e, byte[]? key)
    {
        using var aes = key is null ? null : new AesGcm(key, TagBytes);
        var fields = (e.Personal ?? new Dictionary<string, string?>()).ToDictionary(
            field => field.Key, field => field.Value is { } text && aes is not null ? Decrypt(aes, text, Context(e.Id, field.Key)) : null);
        return e with { Personal = fields };
    }

    private static string Encrypt(AesGcm aes, string value, byte[] context)
    {
        var plain = Encoding.UTF8.GetBytes(value);
        var sealedBytes = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = sealedBytes.AsSpan(0, NonceBytes);
        var tag = sealedBytes.AsSpan(NonceBytes, TagBytes);
        RandomNumberGenerator.Fill(nonce);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceBytes + TagBytes), tag, context);
        return Base64Url.EncodeToString(sealedBytes);
    }

    private static string? Decrypt(AesGcm aes, string text, byte[] context)
    {
        if (!Base64Url.IsValid(text) || Base64Url.DecodeFromChars(text) is not { Length: >= NonceBytes + TagBytes } bytes) return null;

        try
        {
            var plain = new byte[bytes.Length - NonceBytes - TagBytes];
            aes.Decrypt(
                bytes.AsSpan(0, NonceBytes), bytes.AsSpan(NonceBytes + TagBytes), bytes.AsSpan(NonceBytes, TagBytes), plain, context);
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            // Of a key made anew after an erasure: what the old one sealed stays closed.
            return null;
        }
    }

    private static byte[] Context(string id, string field) => Encoding.UTF8.GetBytes($"{id}\n{field}");
}
