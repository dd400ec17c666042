namespace Platform.Learning.Features;

/// <summary>Stable hashes of the texts of an event.</summary>
internal static class TextHash
{
    /// <summary>The hash of an absent or empty text.</summary>
    public const ulong Missing = 0;

    /// <summary>The same on every machine and run, since states and declarations hold it.</summary>
    /// <remarks>Source: FNV-1a, 64 bit, over UTF-16 units, finished with a bit mixer.</remarks>
    public static ulong Of(string? text)
    {
        if (string.IsNullOrEmpty(text)) return Missing;

        var hash = 14695981039346656037UL;
        foreach (var unit in text) hash = (hash ^ unit) * 1099511628211UL;
        return Math.Max(1, SplitMix.Mix(hash));
    }
}
