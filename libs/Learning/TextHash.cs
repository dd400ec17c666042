namespace Platform.Learning;

/// <summary>Numbers in place of texts where only equality counts.</summary>
/// <remarks>FNV-1a, 64 bit, over UTF-16 units, finished with the mixer of SplitMix64; the same on every machine, not secret.</remarks>
internal static class TextHash
{
    public static ulong Of(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text) hash = (hash ^ c) * 1099511628211UL;

        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return hash ^ (hash >> 31);
    }
}
