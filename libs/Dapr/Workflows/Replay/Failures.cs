using Platform.TaskHub;

namespace Platform.Dapr.Replay;

/// <summary>Exceptions as they travel: type, message, where, and what caused them.</summary>
internal static class Failures
{
    // Causes of causes: more is no news, and a chain may be long by mistake.
    private const int Deepest = 16;

    public static TaskFailureDetails Of(Exception error)
    {
        var details = Of(error, Deepest);
        details.IsNonRetriable = IsFinal(error);
        return details;
    }

    // Faults of the code or of what it was given: trying again gives the same.
    private static bool IsFinal(Exception error) => error
        is WorkflowJsonException or WorkflowNotFound or WorkflowDivergedException or ForeignAwaitException or WorkflowStuckException;

    private static TaskFailureDetails Of(Exception error, int depth)
    {
        var details = new TaskFailureDetails
        {
            ErrorType = error.GetType().FullName ?? error.GetType().Name,
            ErrorMessage = error.Message,
            StackTrace = error.StackTrace,
        };
        if (depth == 0) return details;

        if (error is WorkflowTaskFailedException failed) details.InnerFailure = ToWire(failed.FailureDetails, depth - 1);
        else if (error.InnerException is { } inner) details.InnerFailure = Of(inner, depth - 1);
        return details;
    }

    private static TaskFailureDetails ToWire(WorkflowTaskFailureDetails details, int depth) => new()
    {
        ErrorType = details.ErrorType,
        ErrorMessage = details.ErrorMessage,
        StackTrace = details.StackTrace,
        IsNonRetriable = details.IsNonRetriable,
        InnerFailure = depth > 0 && details.InnerFailure is { } inner ? ToWire(inner, depth - 1) : null,
    };
}
