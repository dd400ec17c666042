using System.Globalization;

namespace Platform.Risk.RuleLanguage;

/// <summary>What a token is.</summary>
internal enum TokenKind { Number, Text, Name, Symbol, End }

/// <summary>One word of an expression.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, Place Place)
{
    public double Number => double.Parse(Text, CultureInfo.InvariantCulture);

    public bool Is(string text) => Kind is TokenKind.Symbol or TokenKind.Name && Text == text;

    public override string ToString() => Kind is TokenKind.End ? "the end" : $"'{Text}'";
}

/// <summary>Cuts an expression into tokens; at most 4,000 characters long.</summary>
internal sealed class RuleLexer(SourceText source)
{
    private const string Singles = "()[],+-*/<>";
    private static readonly string[] Doubles = ["<=", ">=", "==", "!="];
    private readonly string text = source.Text;
    private int at;

    public List<Token> All()
    {
        var tokens = new List<Token>();
        while (Next() is { Kind: not TokenKind.End } token) tokens.Add(token);
        tokens.Add(new(TokenKind.End, "", source.PlaceOf(text.Length)));
        return tokens;
    }

    private Token Next()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        if (at == text.Length) return default(Token) with { Kind = TokenKind.End };

        var c = text[at];
        if (char.IsAsciiDigit(c)) return Take(TokenKind.Number, Run(x => char.IsAsciiDigit(x) || x is '.'));
        if (char.IsAsciiLetter(c)) return Take(TokenKind.Name, Run(x => char.IsAsciiLetterOrDigit(x)));
        if (c is '"' or '\'') return Quoted(c);
        if (Array.Exists(Doubles, two => string.CompareOrdinal(text, at, two, 0, 2) == 0)) return Take(TokenKind.Symbol, 2);
        if (Singles.Contains(c, StringComparison.Ordinal)) return Take(TokenKind.Symbol, 1);

        throw source.Error(
            at, c is '=' ? "'=' is not an operator here; to compare write '=='." : $"The character '{c}' has no meaning here.");
    }

    private int Run(Predicate<char> belongs)
    {
        var end = at;
        while (end < text.Length && belongs(text[end])) end++;
        return end - at;
    }

    private Token Take(TokenKind kind, int length)
    {
        var token = new Token(kind, text.Substring(at, length), source.PlaceOf(at));
        if (kind is TokenKind.Number && !double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            throw source.Error(at, $"'{token.Text}' is not a number.");

        at += length;
        return token;
    }

    private Token Quoted(char quote)
    {
        var end = text.IndexOf(quote, at + 1);
        if (end < 0) throw source.Error(at, "This text has no closing quote.");

        var token = new Token(TokenKind.Text, text[(at + 1)..end], source.PlaceOf(at));
        at = end + 1;
        return token;
    }
}
