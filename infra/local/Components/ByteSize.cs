using System.Globalization;

namespace Platform.Local.Components;

/// <summary>Sizes as Kubernetes writes them: <c>4194304</c>, <c>100Mi</c>, <c>2G</c>.</summary>
internal static class ByteSize
{
    private static readonly (string Suffix, long Factor)[] Units =
        [("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("k", 1_000), ("M", 1_000_000), ("G", 1_000_000_000), ("", 1)];

    public static long Parse(ComponentMetadata metadata, string key, long fallback)
    {
        if (metadata.Text(key) is not { } text) return fallback;
        var (suffix, factor) = Array.Find(Units, unit => text.EndsWith(unit.Suffix, StringComparison.Ordinal));
        return long.TryParse(text[..^suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number * factor
            : throw ComponentMetadata.Wrong(key, $"must be a size such as 1048576 or 100Mi, not '{text}'");
    }
}
