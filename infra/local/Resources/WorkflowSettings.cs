using Platform.TaskHub;

namespace Platform.Local.Resources;

/// <summary>The <c>spec.workflow</c> section of a Configuration.</summary>
internal sealed record WorkflowSettings
{
    /// <summary>The most turns with workers at once; null for no limit.</summary>
    public int? MaxTurns { get; init; }

    /// <summary>The most activities with workers at once; null for no limit.</summary>
    public int? MaxActivities { get; init; }

    /// <summary>How long finished instances are kept; null for ever.</summary>
    public TimeSpan? AnyTerminal { get; init; }

    public TimeSpan? Completed { get; init; }

    public TimeSpan? Failed { get; init; }

    public TimeSpan? Terminated { get; init; }

    /// <summary>How long an instance that ended so is kept; null for ever.</summary>
    public TimeSpan? KeptFor(WorkflowStatus end) => end switch
    {
        WorkflowStatus.Completed => Completed,
        WorkflowStatus.Failed => Failed,
        WorkflowStatus.Terminated => Terminated,
        _ => null,
    } ?? AnyTerminal;

    public static WorkflowSettings Parse(YamlMap section)
    {
        var kept = section.Map("stateRetentionPolicy");
        kept?.Only("anyTerminal", "completed", "failed", "terminated");
        return new WorkflowSettings
        {
            MaxTurns = Limit(section, "maxConcurrentWorkflowInvocations"),
            MaxActivities = Limit(section, "maxConcurrentActivityInvocations"),
            AnyTerminal = Kept(kept, "anyTerminal"),
            Completed = Kept(kept, "completed"),
            Failed = Kept(kept, "failed"),
            Terminated = Kept(kept, "terminated"),
        };
    }

    private static int? Limit(YamlMap section, string key) =>
        section.Number(key) is not { } number ? null
        : number > 0 ? number
        : throw section.Wrong(key, $"must be at least 1, not {number}");

    private static TimeSpan? Kept(YamlMap? kept, string key) =>
        kept?.Duration(key, TimeSpan.FromSeconds(1)) is not { } span ? null
        : span >= TimeSpan.Zero ? span
        : throw kept.Wrong(key, "must not be negative");
}
