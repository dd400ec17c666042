namespace Platform.Risk.RuleLanguage;

/// <summary>Where in a rule file something stands; both from 1.</summary>
internal readonly record struct Place(int Line, int Column)
{
    public Place Plus(int columns) => this with { Column = Column + columns };
}

/// <summary>A rule file cannot be understood; the message names the file, the line and the column.</summary>
internal sealed class RuleSyntaxException(string file, Place place, string problem)
    : Exception($"{file}({place.Line},{place.Column}): {problem}")
{
    public string File { get; } = file;

    public Place Place { get; } = place;

    public string Problem { get; } = problem;
}
