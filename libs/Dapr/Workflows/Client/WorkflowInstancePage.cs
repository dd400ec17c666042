namespace Platform.Dapr;

/// <summary>A page of instance ids.</summary>
/// <param name="Keys">The ids.</param>
/// <param name="ContinuationToken">For the next page; null when this is the last one.</param>
public sealed record WorkflowInstancePage(IReadOnlyList<string> Keys, string? ContinuationToken);

/// <summary>How an instance is run again.</summary>
public sealed record RerunWorkflowOptions
{
    /// <summary>The new instance's id; null for a new one.</summary>
    public string? NewInstanceId { get; init; }

    /// <summary>Whether the step gets another input.</summary>
    public bool OverwriteInput { get; init; }

    /// <summary>The step's other input, becomes JSON; null for none.</summary>
    public object? Input { get; init; }
}
