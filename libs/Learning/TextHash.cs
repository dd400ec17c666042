namespace Platform.Learning;

/// <summary>Numbers in place of texts where only equality counts.</summary>
/// <remarks>FNV-1a, 64 bit, over UTF-16 units, finished with the mixer of SplitMix64; the same on every machine and run, since stored
/// states hold them; not secret.</remarks>
internal static class TextHash
{
    /// <summary>The hash of a field that is absent or empty.</summary>
    public const ulong Missing = 0;

    public static ulong Of(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var unit in text) hash = (hash ^ unit) * 1099511628211UL;

        return SplitMix.Mix(hash);
    }

    /// <summary>The same for a field that need not be there; <see cref="Missing"/> only when it is not.</summary>
    public static ulong OfField(string? text) => string.IsNullOrEmpty(text) ? Missing : Math.Max(1, Of(text));
}
