using System.Security.Cryptography;

namespace Platform.AuditLog;

/// <summary>Cuts PEM blocks out of text.</summary>
internal static class PemBlocks
{
    /// <summary>The blocks whose label ends like this, with their lines; other text is passed over.</summary>
    public static IEnumerable<string> Of(string text, string label)
    {
        var rest = text.Replace("\\n", "\n", StringComparison.Ordinal);
        while (PemEncoding.TryFind(rest, out var found))
        {
            if (rest[found.Label].EndsWith(label, StringComparison.Ordinal)) yield return rest[found.Location];
            rest = rest[found.Location.End..];
        }
    }
}
