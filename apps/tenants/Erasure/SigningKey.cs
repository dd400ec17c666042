using System.Security.Cryptography;
using Platform.Dapr;

namespace Platform.Tenants;

/// <summary>
/// Signs certificates with the key <c>CERTIFICATE_KEY</c> of the secret store: a P-256 private key in PKCS#8, base64. Where there is none,
/// outside production, one is made that lasts as long as the process.
/// </summary>
internal sealed partial class SigningKey(DaprClient dapr, IHostEnvironment environment, ILogger<SigningKey> logger)
{
    private const string Store = "secrets";
    private const string Name = "CERTIFICATE_KEY";
    private readonly Lazy<ECDsa> passing = new(() => ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Signs bytes.</summary>
    /// <returns>The public key and the signature, both in base64.</returns>
    /// <exception cref="DaprException">The secret store is away, or has no key in production.</exception>
    public async Task<(string PublicKey, string Signature)> SignAsync(byte[] bytes, CancellationToken ct)
    {
        if (await StoredAsync(ct) is not { } stored) return Sign(passing.Value, bytes);

        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(stored), out _);
        return Sign(key, bytes);
    }

    private static (string, string) Sign(ECDsa key, byte[] bytes) =>
        (Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), Convert.ToBase64String(key.SignData(bytes, HashAlgorithmName.SHA256)));

    // A store of environment variables gives an empty text for what is not there, the others an error.
    private async Task<string?> StoredAsync(CancellationToken ct)
    {
        try
        {
            if ((await dapr.GetSecretAsync(Store, Name, ct: ct)).GetValueOrDefault(Name) is { Length: > 0 } stored) return stored;
        }
        catch (DaprException) when (!environment.IsProduction())
        {
            LogPassing(Name);
            return null;
        }

        if (environment.IsProduction()) throw new DaprException($"The secret {Name} is not in the store: nothing is erased unproven.");
        LogPassing(Name);
        return null;
    }

    [LoggerMessage(LogLevel.Warning, "The secret {Name} is not there: certificates are signed with a key that ends with this process")]
    private partial void LogPassing(string name);
}
