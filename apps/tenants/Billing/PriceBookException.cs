using YamlDotNet.Core;

namespace Platform.Tenants.Billing;

/// <summary>A price book that is wrong, and where.</summary>
internal sealed class PriceBookException(string file, Mark mark, string problem)
    : Exception($"{file}({mark.Line},{mark.Column}): {problem}")
{
    /// <summary>The line, from 1.</summary>
    public long Line { get; } = mark.Line;

    /// <summary>The column, from 1.</summary>
    public long Column { get; } = mark.Column;

    /// <summary>What is wrong; names the plan when it is within one.</summary>
    public string Problem { get; } = problem;
}
