namespace Platform.Dapr;

/// <summary>The code did something else than its history says: it was changed while instances ran, or it is not deterministic.</summary>
/// <param name="message">Which step differs from which event of the history.</param>
public sealed class WorkflowDivergedException(string message) : Exception(message)
{
    /// <summary>The step of the code, counted from 0; null when the code made none where the history has one.</summary>
    public int? Step { get; init; }

    /// <summary>The event of the history, counted from 0; null when the history has none where the code made a step.</summary>
    public int? EventIndex { get; init; }
}
