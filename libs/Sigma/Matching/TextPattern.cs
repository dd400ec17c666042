using System.Text;

namespace Platform.Sigma.Matching;

/// <summary>One place of a pattern: a character, any character, any number of them, or any dash.</summary>
/// <param name="Kind">Which of these.</param>
/// <param name="Char">The character.</param>
internal readonly record struct Glyph(GlyphKind Kind, char Char = default);

/// <summary>What stands at one place of a pattern.</summary>
internal enum GlyphKind
{
    Char,
    AnyOne,
    AnyRun,
    Dash,
}

/// <summary>A text with wildcards, compared by ordinals; who wants no case folds both sides.</summary>
/// <remarks>
/// The pieces between the stars are looked for from left to right, each as early as possible, so there is no going back: time is at most
/// the length of the text times that of the pattern.
/// </remarks>
internal sealed class TextPattern
{
    private readonly Piece[] pieces;

    public TextPattern(IReadOnlyList<Glyph> glyphs)
    {
        var all = new List<Piece>();
        var start = 0;
        for (var i = 0; i <= glyphs.Count; i++)
        {
            if (i < glyphs.Count && glyphs[i].Kind is not GlyphKind.AnyRun) continue;
            all.Add(new([.. glyphs.Skip(start).Take(i - start)]));
            start = i + 1;
        }

        pieces = [.. all];
    }

    /// <summary>The longest run of plain characters, and whether it is all there is.</summary>
    public (string Text, bool IsWhole) Longest() =>
        (pieces.Select(piece => piece.Longest).MaxBy(text => text.Length) ?? "", pieces is [{ Plain: not null }]);

    public bool IsMatch(ReadOnlySpan<char> text)
    {
        if (pieces is [var only]) return only.Length == text.Length && only.IsAt(text);
        var (first, last) = (pieces[0], pieces[^1]);
        if (text.Length < first.Length + last.Length || !first.IsAt(text) || !last.IsAt(text[^last.Length..])) return false;

        text = text[first.Length..^last.Length];
        foreach (var piece in pieces.AsSpan(1..^1))
        {
            var at = piece.IndexIn(text);
            if (at < 0) return false;
            text = text[(at + piece.Length)..];
        }

        return true;
    }

    private sealed class Piece(Glyph[] glyphs)
    {
        private const string Dashes = "-/\u2013\u2014\u2015";

        public int Length => glyphs.Length;

        /// <summary>The piece as text; null when it has a wildcard.</summary>
        public string? Plain { get; } =
            Array.TrueForAll(glyphs, glyph => glyph.Kind is GlyphKind.Char) ? string.Concat(glyphs.Select(glyph => glyph.Char)) : null;

        public string Longest { get; } = LongestOf(glyphs);

        public bool IsAt(ReadOnlySpan<char> text)
        {
            if (Plain is not null) return text.StartsWith(Plain, StringComparison.Ordinal);
            for (var i = 0; i < glyphs.Length; i++)
            {
                if (!Fits(glyphs[i], text[i])) return false;
            }

            return true;
        }

        public int IndexIn(ReadOnlySpan<char> text)
        {
            if (Plain is not null) return text.IndexOf(Plain, StringComparison.Ordinal);
            for (var i = 0; i + Length <= text.Length; i++)
            {
                if (IsAt(text[i..])) return i;
            }

            return -1;
        }

        private static bool Fits(Glyph glyph, char c) => glyph.Kind switch
        {
            GlyphKind.Char => glyph.Char == c,
            GlyphKind.Dash => Dashes.Contains(c),
            _ => true,
        };

        private static string LongestOf(Glyph[] glyphs)
        {
            var (longest, run) = ("", new StringBuilder());
            foreach (var glyph in glyphs)
            {
                if (glyph.Kind is not GlyphKind.Char) run.Clear();
                else if (run.Append(glyph.Char).Length > longest.Length) longest = run.ToString();
            }

            return longest;
        }
    }
}
