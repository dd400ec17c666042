using Platform.Sigma.Matching;

namespace Platform.Sigma.Reading;

/// <summary>Reads texts with wildcards, where a backslash takes the meaning from a star, a question mark or another backslash.</summary>
internal static class Glyphs
{
    private const string Dashes = "-/\u2013\u2014\u2015";

    public static IReadOnlyList<Glyph> Parse(string text)
    {
        var glyphs = new List<Glyph>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            // Before anything else a backslash is itself, as in the paths of Windows.
            if (text[i] is '\\' && i + 1 < text.Length && text[i + 1] is '\\' or '*' or '?') glyphs.Add(Of(text[++i]));
            else glyphs.Add(text[i] switch { '*' => new(GlyphKind.AnyRun), '?' => new(GlyphKind.AnyOne), var c => Of(c) });
        }

        return glyphs;
    }

    /// <summary>The glyphs of a text without wildcards.</summary>
    public static IReadOnlyList<Glyph> Literal(string text) => [.. text.Select(Of)];

    /// <summary>The text of glyphs; null when one of them is a wildcard.</summary>
    public static string? Text(IReadOnlyList<Glyph> glyphs) =>
        glyphs.All(glyph => glyph.Kind is GlyphKind.Char) ? string.Concat(glyphs.Select(glyph => glyph.Char)) : null;

    public static IReadOnlyList<Glyph> Fold(IReadOnlyList<Glyph> glyphs)
    {
        // All at once, as a character outside the first plane is two of ours.
        var folded = SigmaValue.Fold(string.Concat(glyphs.Select(glyph => glyph.Char)));
        return [.. glyphs.Select((glyph, i) => glyph with { Char = folded[i] })];
    }

    /// <summary>A dash that begins a word, and does not follow one, stands for any dash or slash.</summary>
    public static IReadOnlyList<Glyph> WithAnyDash(IReadOnlyList<Glyph> glyphs) =>
        [.. glyphs.Select((glyph, i) => BeginsOption(glyphs, i) ? new(GlyphKind.Dash) : glyph)];

    private static bool BeginsOption(IReadOnlyList<Glyph> glyphs, int i) =>
        glyphs[i] is { Kind: GlyphKind.Char, Char: var c } && Dashes.Contains(c)
        && i + 1 < glyphs.Count && IsWord(glyphs[i + 1])
        && (i == 0 || !IsWord(glyphs[i - 1]));

    private static bool IsWord(Glyph glyph) => glyph.Kind is GlyphKind.Char && (char.IsLetterOrDigit(glyph.Char) || glyph.Char is '_');

    private static Glyph Of(char c) => new(GlyphKind.Char, c);
}
