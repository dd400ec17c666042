using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Platform.Contracts;

namespace Platform.AuditLog;

/// <summary>A private key that signs checkpoints: ECDSA P-256 with SHA-256. Safe for concurrent use.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly ECDsa key;
    private readonly Lock gate = new();

    private SigningKey(ECDsa key)
    {
        this.key = key;
        Pem = key.ExportSubjectPublicKeyInfoPem();
        Id = KeyRing.IdOf(key);
    }

    /// <summary>The first 16 hex digits of the SHA-256 of the public key, so that nobody gives ids away.</summary>
    public string Id { get; }

    /// <summary>The public key as PEM.</summary>
    public string Pem { get; }

    /// <summary>Makes a new key.</summary>
    /// <returns>The key; dispose it.</returns>
    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads private keys.</summary>
    /// <param name="pem">Any number of PEM blocks <c>PRIVATE KEY</c> or <c>EC PRIVATE KEY</c>.</param>
    /// <returns>The keys in order; dispose them.</returns>
    /// <exception cref="CryptographicException">A block holds no P-256 key; the message does not repeat it.</exception>
    public static IReadOnlyList<SigningKey> Read(string pem)
    {
        var keys = new List<SigningKey>();
        foreach (var block in PemBlocks.Of(pem, "PRIVATE KEY"))
        {
            var key = ECDsa.Create();
            key.ImportFromPem(block);
            if (key.KeySize is not 256) throw new CryptographicException("A key that signs the audit log must be of curve P-256.");
            keys.Add(new(key));
        }

        return keys;
    }

    /// <summary>The private key as PEM (PKCS #8), for a secret store.</summary>
    /// <returns>The text.</returns>
    public string ExportPem() => key.ExportPkcs8PrivateKeyPem();

    /// <summary>Signs a state of a log.</summary>
    /// <param name="state">The checkpoint; its key and signature are replaced.</param>
    /// <returns>The signed checkpoint, its time in whole milliseconds.</returns>
    public AuditCheckpoint Sign(AuditCheckpoint state)
    {
        var time = state.Time.ToUniversalTime();
        var named = state with { Key = Id, Time = time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMillisecond)) };
        lock (gate) return named with { Signature = Convert.ToBase64String(key.SignData(SignedBytes(named), HashAlgorithmName.SHA256)) };
    }

    /// <summary>Frees the key.</summary>
    public void Dispose() => key.Dispose();

    internal static byte[] SignedBytes(AuditCheckpoint state) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"platform-audit-checkpoint/1\n{state.Tenant}\n{state.Size}\n{state.Previous}\n"
            + $"{state.Root}\n{state.Chain}\n{state.Time:O}\n{state.Key}\n"));
}
