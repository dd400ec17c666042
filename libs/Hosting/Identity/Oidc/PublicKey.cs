using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Platform.Hosting.Oidc;

/// <summary>A provider's key that checks signatures of the algorithms that fit it, and of no other.</summary>
/// <remarks>
/// The key, not the token, says what is possible: an RSA key checks RS256 and PS256 (or the one that it names), a P-256 key ES256. No
/// HMAC algorithm is here at all, so a public key can't be taken for a shared secret. RFC 7518, section 3; RFC 8725, section 3.
/// </remarks>
internal sealed class PublicKey : IDisposable
{
    private const int LeastRsaBits = 2_048;
    private const int MostRsaBits = 8_192;

    // Instances of the framework's keys are not for several threads at once; a check takes some ten microseconds.
    private readonly Lock gate = new();
    private readonly AsymmetricAlgorithm key;
    private readonly IReadOnlyList<string> algorithms;

    private PublicKey(string? id, AsymmetricAlgorithm key, IReadOnlyList<string> algorithms) =>
        (Id, this.key, this.algorithms) = (id, key, algorithms);

    public string? Id { get; }

    public static IReadOnlyList<string> Algorithms { get; } = ["RS256", "PS256", "ES256"];

    /// <summary>Reads a key; with a reason when it is not one that signs tokens, or not one to be trusted.</summary>
    public static bool TryRead(JsonWebKey json, [NotNullWhen(true)] out PublicKey? key, out string reason)
    {
        reason = Objection(json) ?? "";
        key = reason.Length > 0 ? null : Read(json);
        if (key is null && reason.Length == 0) reason = "its numbers are no key";
        return key is not null;
    }

    public bool Fits(string algorithm) => algorithms.Contains(algorithm, StringComparer.Ordinal);

    /// <summary>Whether a signature holds.</summary>
    public bool Verify(string algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        if (!Fits(algorithm)) return false;
        lock (gate)
        {
            return key switch
            {
                RSA rsa => rsa.VerifyData(
                    signed, signature, HashAlgorithmName.SHA256,
                    algorithm is "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
                // Two numbers of 32 bytes, as RFC 7518 has it; any other form does not hold.
                ECDsa curve => curve.VerifyData(
                    signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
                _ => false,
            };
        }
    }

    public void Dispose() => key.Dispose();

    private static string? Objection(JsonWebKey json) => json switch
    {
        { Private: not null } => "it is a private key",
        { Use: not (null or "sig") } => "it is not for signatures",
        { Operations: { } operations } when !operations.Contains("verify") => "it is not for checking signatures",
        { Kind: "RSA", Algorithm: null or "RS256" or "PS256" } => null,
        { Kind: "EC", Curve: "P-256", Algorithm: null or "ES256" } => null,
        _ => "of a kind that is not accepted",
    };

    private static PublicKey? Read(JsonWebKey json)
    {
        try
        {
            return json.Kind is "RSA" ? ReadRsa(json) : ReadCurve(json);
        }
        catch (CryptographicException)
        {
            return null; // A point that is not on the curve, for instance.
        }
    }

    private static PublicKey? ReadRsa(JsonWebKey json)
    {
        if (!Compact.TryDecode(json.Modulus ?? "", out var modulus)) return null;
        if (!Compact.TryDecode(json.Exponent ?? "", out var exponent)) return null;
        var bits = modulus.Length * 8;
        // An exponent of one makes anything a signature.
        var isOdd = exponent.Length is > 0 and <= 4 && (exponent[^1] & 1) == 1 && exponent is not [1];
        if (bits is < LeastRsaBits or > MostRsaBits || modulus[0] == 0 || !isOdd) return null;
        var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent });
        return new(json.KeyId, rsa, json.Algorithm is { } only ? [only] : ["RS256", "PS256"]);
    }

    private static PublicKey? ReadCurve(JsonWebKey json)
    {
        const int bytes = 32;
        if (!Compact.TryDecode(json.X ?? "", out var x) || !Compact.TryDecode(json.Y ?? "", out var y)) return null;
        if (x.Length != bytes || y.Length != bytes) return null;
        var curve = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = x, Y = y } });
        return new(json.KeyId, curve, ["ES256"]);
    }
}
