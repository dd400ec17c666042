using System.Text;
using Platform.Sigma.Matching;

namespace Platform.Sigma.Reading;

/// <summary>Changes a text as it would stand in an event: with other dashes, in UTF-16, in Base64.</summary>
internal static class Encodings
{
    /// <summary>The patterns of a text after these changes; one, or three with base64offset.</summary>
    /// <exception cref="FormatException">A text with wildcards would have to be encoded.</exception>
    public static IReadOnlyList<IReadOnlyList<Glyph>> Apply(IEnumerable<string> changes, string text)
    {
        IReadOnlyList<IReadOnlyList<Glyph>> patterns = [Glyphs.Parse(text)];
        byte[]? bytes = null;
        foreach (var change in changes)
        {
            if (change is "windash")
            {
                patterns = [.. patterns.Select(Glyphs.WithAnyDash)];
                continue;
            }

            bytes = change switch
            {
                "wide" or "utf16le" => Encoding.Unicode.GetBytes(Plain(patterns)),
                "utf16be" => Encoding.BigEndianUnicode.GetBytes(Plain(patterns)),
                "utf16" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Plain(patterns))],
                _ => bytes ?? Encoding.UTF8.GetBytes(Plain(patterns)),
            };
            patterns = change switch
            {
                "base64" => [Glyphs.Literal(Convert.ToBase64String(bytes))],
                "base64offset" => Offsets(bytes),
                _ => [Glyphs.Literal(Encoding.Latin1.GetString(bytes))],
            };
            if (change is "base64" or "base64offset") bytes = null;
        }

        return patterns;
    }

    // Three bytes make four letters, so the text may begin with the first, second or third byte of a group. Letters that also hold bits of
    // what stands before or after it are left out.
    private static List<IReadOnlyList<Glyph>> Offsets(byte[] bytes)
    {
        int[] unsureAtStart = [0, 2, 3];
        int[] unsureAtEnd = [0, 3, 2];
        var variants = new List<IReadOnlyList<Glyph>>();
        for (var before = 0; before < 3; before++)
        {
            var encoded = Convert.ToBase64String([.. new byte[before], .. bytes]);
            var end = encoded.Length - unsureAtEnd[(before + bytes.Length) % 3];
            if (end > unsureAtStart[before]) variants.Add(Glyphs.Literal(encoded[unsureAtStart[before]..end]));
        }

        return variants;
    }

    private static string Plain(IReadOnlyList<IReadOnlyList<Glyph>> patterns) =>
        (patterns is [var one] ? Glyphs.Text(one) : null) ?? throw new FormatException("A text with wildcards cannot be encoded.");
}
