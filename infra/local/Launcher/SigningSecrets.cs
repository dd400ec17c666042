using System.Security.Cryptography;

namespace Platform.Local.Launcher;

/// <summary>
/// Keys with which the platform signs, made at first use and kept in the data folder for its owner only. The host alone gets them: an app
/// asks the secret store.
/// </summary>
internal static class SigningSecrets
{
    private const string Prefix = "PLATFORM_SECRET_";
    private static readonly string[] names = ["CERTIFICATE_KEY"];

    /// <summary>The variables in which the secret store finds them.</summary>
    public static Dictionary<string, string> Of(DataFolder data) => names.ToDictionary(
        name => Prefix + name, name => KeyIn(Path.Combine(data.Path, "secrets"), name), StringComparer.Ordinal);

    private static string KeyIn(string folder, string name)
    {
        var file = Path.Combine(folder, name);
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(folder);
            OwnerOnly.CloseFolder(folder);
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            OwnerOnly.Write(file, Convert.ToBase64String(key.ExportPkcs8PrivateKey()) + "\n");
        }

        return File.ReadAllText(file).Trim();
    }
}
