using System.Text.RegularExpressions;

namespace Platform.Tidy.Tests;

/// <summary>What no text file of any kind may contain.</summary>
internal static partial class TextRules
{
    public static IEnumerable<string> Offences(string path, string text)
    {
        if (MachinePath().IsMatch(text)) yield return "path of one machine";
        if (!path.EndsWith(".cs", StringComparison.Ordinal) && text.Split('\n').Any(IsOpenEndedLine))
            yield return "TODO without an issue number";
    }

    /// <summary>A promise to do something later that no issue keeps.</summary>
    public static bool IsOpenEnd(string comment) => OpenEnd().IsMatch(comment);

    private static bool IsOpenEndedLine(string line) => line.TrimStart() is ['#' or '/' or '-', ..] && IsOpenEnd(line);

    [GeneratedRegex(@"\bTODO\b(?!\s*[:(]?\s*#\d+)")]
    private static partial Regex OpenEnd();

    // The classes of one character keep this file from matching itself.
    [GeneratedRegex(@"(?<![\w.*\]/-])/([w]ork|[r]oot|[h]ome/\w+|[U]sers/\w+)/|[A-Z]:\\\\?[U]sers")]
    private static partial Regex MachinePath();
}
