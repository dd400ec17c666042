namespace Platform.Risk.RuleLanguage;

/// <summary>A piece of a rule file that knows where each of its characters stands in the file.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Text">The piece.</param>
/// <param name="Start">Where its first character stands.</param>
/// <param name="Indent">Column at which its further lines start.</param>
internal sealed record SourceText(string File, string Text, Place Start, int Indent = 1)
{
    public Place PlaceOf(int offset)
    {
        var before = Text.AsSpan(0, offset);
        var line = before.Count('\n');

        return line == 0 ? Start.Plus(offset) : new(Start.Line + line, Indent + offset - before.LastIndexOf('\n') - 1);
    }

    public RuleSyntaxException Error(int offset, string problem) => new(File, PlaceOf(offset), problem);
}
