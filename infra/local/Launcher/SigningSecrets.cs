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

    /// <summary>Variables with those in which the secret store finds them; one that is given stays.</summary>
    public static Dictionary<string, string> AddTo(IReadOnlyDictionary<string, string> variables, DataFolder data)
    {
        var all = new Dictionary<string, string>(variables, StringComparer.Ordinal);
        foreach (var name in names) all[Prefix + name] = variables.Find(Prefix + name) ?? KeyIn(Path.Combine(data.Path, "secrets"), name);
        return all;
    }

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
