namespace Platform.Sigma;

/// <summary>A rule or mapping that cannot be read; the message says where and why.</summary>
/// <param name="file">The name under which the text was given.</param>
/// <param name="line">The line, from 1.</param>
/// <param name="column">The column, from 1.</param>
/// <param name="reason">A sentence that says what is wrong.</param>
public sealed class SigmaException(string file, long line, long column, string reason) : Exception($"{file}:{line}:{column}: {reason}")
{
    /// <summary>The name under which the text was given.</summary>
    public string File { get; } = file;

    /// <summary>The line, from 1.</summary>
    public long Line { get; } = line;

    /// <summary>The column, from 1.</summary>
    public long Column { get; } = column;

    /// <summary>What is wrong, without the place.</summary>
    public string Reason { get; } = reason;
}
