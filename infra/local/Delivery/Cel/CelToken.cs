using System.Text;

namespace Platform.Local.Delivery.Cel;

internal enum CelTokenKind
{
    Name,
    Number,
    Text,
    Sign,
    End,
}

/// <summary>A word of a condition and where it begins.</summary>
internal readonly record struct CelToken(CelTokenKind Kind, string Text, int Place)
{
    private const int MaxLength = 4_096;
    private static readonly string[] Signs = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", ".", ",", "(", ")", "[", "]", "-"];

    /// <exception cref="CelException">There is a character that CEL has no use for.</exception>
    public static List<CelToken> Split(string text)
    {
        if (text.Length > MaxLength) throw new CelException($"a condition may have at most {MaxLength} characters");
        var tokens = new List<CelToken>();
        var at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at])) at++;
            else tokens.Add(Next(text, ref at));
        }

        tokens.Add(new CelToken(CelTokenKind.End, "the end", at));
        return tokens;
    }

    private static CelToken Next(string text, ref int at)
    {
        var start = at;
        if (text[at] is '"' or '\'') return new CelToken(CelTokenKind.Text, Quoted(text, ref at), start);
        if (char.IsAsciiDigit(text[at])) return new CelToken(CelTokenKind.Number, While(text, ref at, IsNumberPart), start);
        if (char.IsAsciiLetter(text[at]) || text[at] == '_') return new CelToken(CelTokenKind.Name, While(text, ref at, IsNamePart), start);
        foreach (var sign in Signs)
        {
            if (string.CompareOrdinal(text, at, sign, 0, sign.Length) != 0) continue;
            at += sign.Length;
            return new CelToken(CelTokenKind.Sign, sign, start);
        }

        throw new CelException($"character {start + 1}: '{text[at]}' is not expected");
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private static bool IsNumberPart(char c) => char.IsAsciiDigit(c) || c is '.' or 'e' or 'E';

    private static string While(string text, ref int at, Func<char, bool> belongs)
    {
        var start = at;
        while (at < text.Length && belongs(text[at])) at++;
        return text[start..at];
    }

    private static string Quoted(string text, ref int at)
    {
        var (start, quote, result) = (at, text[at++], new StringBuilder());
        while (at < text.Length && text[at] != quote)
        {
            var c = text[at++];
            result.Append(c == '\\' && at < text.Length ? Escaped(text[at++]) : c);
        }

        if (at >= text.Length) throw new CelException($"character {start + 1}: the string has no end");
        at++;
        return result.ToString();
    }

    private static char Escaped(char c) => c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', _ => c };
}
