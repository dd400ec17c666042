using System.Text.RegularExpressions;

namespace Platform.Sigma.Reading;

/// <summary>Puts values for names between percent signs.</summary>
internal static partial class Placeholders
{
    private const int MostTexts = 1_000;

    /// <summary>The texts that come of it, each combination of values once.</summary>
    /// <exception cref="FormatException">A placeholder has no value, or there are too many combinations.</exception>
    public static IReadOnlyList<string> Expand(string text, IReadOnlyDictionary<string, IReadOnlyList<string>> values)
    {
        List<string> texts = [""];
        var end = 0;
        foreach (var match in Name().EnumerateMatches(text))
        {
            var before = text[end..match.Index];
            var name = text.Substring(match.Index + 1, match.Length - 2);
            if (!values.TryGetValue(name, out var own) || own.Count == 0)
                throw new FormatException($"The placeholder %{name}% has no value.");
            if (texts.Count * own.Count > MostTexts) throw new FormatException($"The placeholders make more than {MostTexts} texts.");
            texts = [.. texts.SelectMany(_ => own, (start, value) => start + before + value)];
            end = match.Index + match.Length;
        }

        return texts.ConvertAll(start => start + text[end..]);
    }

    [GeneratedRegex("%[^%\\s]+%")]
    private static partial Regex Name();
}
