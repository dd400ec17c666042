using Platform.TaskHub;

namespace Platform.Dapr;

/// <summary>What went wrong in an activity or a workflow, and what caused it.</summary>
/// <param name="errorType">Full name of the exception's type.</param>
/// <param name="errorMessage">Its message.</param>
/// <param name="stackTrace">Where it was thrown; null when nobody said.</param>
/// <param name="innerFailure">What caused it; null when it is the cause.</param>
public sealed class WorkflowTaskFailureDetails(
    string errorType, string errorMessage, string? stackTrace = null, WorkflowTaskFailureDetails? innerFailure = null)
{
    /// <summary>Full name of the exception's type.</summary>
    public string ErrorType { get; } = errorType;

    /// <summary>The exception's message.</summary>
    public string ErrorMessage { get; } = errorMessage;

    /// <summary>Where it was thrown; null when nobody said.</summary>
    public string? StackTrace { get; } = stackTrace;

    /// <summary>What caused it; null when it is the cause.</summary>
    public WorkflowTaskFailureDetails? InnerFailure { get; } = innerFailure;

    /// <summary>Whether trying again makes no sense.</summary>
    internal bool IsNonRetriable { get; init; }

    /// <summary>Whether this or one of its causes is an exception of a type.</summary>
    /// <typeparam name="T">The exception; derived types do not count, since only names travel.</typeparam>
    /// <returns>Whether it is.</returns>
    public bool IsCausedBy<T>() where T : Exception =>
        ErrorType == typeof(T).FullName || InnerFailure?.IsCausedBy<T>() is true;

    /// <inheritdoc/>
    public override string ToString() =>
        InnerFailure is null ? $"{ErrorType}: {ErrorMessage}" : $"{ErrorType}: {ErrorMessage} <- {InnerFailure}";

    internal static WorkflowTaskFailureDetails From(TaskFailureDetails wire) =>
        new(
            wire.ErrorType, wire.ErrorMessage, wire.StackTrace,
            wire.InnerFailure is { } inner ? From(inner) : null) { IsNonRetriable = wire.IsNonRetriable };
}

/// <summary>An activity or a child workflow failed, and so did every retry.</summary>
/// <param name="message">Which one, and why.</param>
/// <param name="failureDetails">What went wrong there.</param>
public sealed class WorkflowTaskFailedException(string message, WorkflowTaskFailureDetails failureDetails) : Exception(message)
{
    /// <summary>What went wrong there.</summary>
    public WorkflowTaskFailureDetails FailureDetails { get; } = failureDetails;
}
