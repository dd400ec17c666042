using System.Text.RegularExpressions;

namespace Platform.Sigma.Reading;

/// <summary>Regular expressions whose time is bounded whatever the text.</summary>
internal static class SafeRegex
{
    private const int MostCharacters = 4096;

    // Long enough that a busy machine, or the first use, is not taken for a pattern that blows up.
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(100);

    /// <summary>One that takes time linear in the text, or, where it looks around or back, one that gives up after a while.</summary>
    /// <exception cref="ArgumentException">It is no regular expression, or too long.</exception>
    public static Regex Of(string pattern, RegexOptions options)
    {
        if (pattern.Length > MostCharacters) throw new ArgumentException($"It has more than {MostCharacters} characters.", nameof(pattern));
        options |= RegexOptions.CultureInvariant;
        try
        {
            return new(pattern, options | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            return new(pattern, options, Most);
        }
    }
}
