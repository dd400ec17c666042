namespace Platform.Learning.Features;

/// <summary>A feature set has a mistake; the message begins with the file, the line and the column.</summary>
/// <param name="file">Name of the file.</param>
/// <param name="line">Line, from 1.</param>
/// <param name="column">Column, from 1.</param>
/// <param name="problem">What is wrong, in a sentence.</param>
public sealed class FeatureSetException(string file, int line, int column, string problem)
    : Exception($"{file}:{line}:{column}: {problem}")
{
    /// <summary>Name of the file.</summary>
    public string File { get; } = file;

    /// <summary>Line, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Column, from 1.</summary>
    public int Column { get; } = column;

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; } = problem;
}
