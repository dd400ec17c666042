namespace Platform.TaskHub.Turns;

/// <summary>How a turn ends its instance.</summary>
/// <param name="Event">The last event of its history.</param>
internal sealed record TurnEnding(ExecutionCompletedEvent Event)
{
    private const string NoSuchAction = "UnsupportedAction";

    /// <summary>The ending that follows from the first completion, or from a termination that the turn brought; null to go on.</summary>
    public static TurnEnding? Of(
        WorkflowAction? completion, ExecutionTerminatedEvent? termination, IEnumerable<WorkflowAction> actions)
    {
        if (actions.FirstOrDefault(IsUnknown) is { } unknown)
            return Failed(NoSuchAction, $"action {unknown.Id} ({unknown.WorkflowActionTypeCase}) is none that this engine carries out");
        if (completion is null || completion.CompleteWorkflow.WorkflowStatus is WorkflowStatus.ContinuedAsNew)
            return termination is null ? null : Terminated(termination.Input);

        var said = completion.CompleteWorkflow;
        return said.WorkflowStatus switch
        {
            WorkflowStatus.Completed or WorkflowStatus.Failed or WorkflowStatus.Canceled => new TurnEnding(EventOf(said)),
            WorkflowStatus.Terminated => new TurnEnding(EventOf(said)) is var ending && said.Result is null && termination is not null
                ? Terminated(termination.Input)
                : ending,
            var other => Failed(NoSuchAction, $"the workflow ended with status {other}, which is no end"),
        };
    }

    /// <summary>The id under which this event ends a child; null when it is about something else.</summary>
    public static int? EndedChild(HistoryEvent arrived) =>
        arrived.ChildWorkflowInstanceCompleted?.TaskScheduledId ?? arrived.ChildWorkflowInstanceFailed?.TaskScheduledId;

    /// <summary>What the parent's inbox gets.</summary>
    public HistoryEvent ForParent(ParentInstanceInfo parent) => Event.WorkflowStatus is WorkflowStatus.Completed
        ? new HistoryEvent { ChildWorkflowInstanceCompleted = new() { TaskScheduledId = parent.TaskScheduledId, Result = Event.Result } }
        : new HistoryEvent
        {
            ChildWorkflowInstanceFailed = new() { TaskScheduledId = parent.TaskScheduledId, FailureDetails = Event.FailureDetails },
        };

    private static bool IsUnknown(WorkflowAction action) => action.WorkflowActionTypeCase is
        WorkflowAction.WorkflowActionTypeOneofCase.None
        or WorkflowAction.WorkflowActionTypeOneofCase.SendEvent
        or WorkflowAction.WorkflowActionTypeOneofCase.TerminateWorkflow;

    private static ExecutionCompletedEvent EventOf(CompleteWorkflowAction said) => new()
    {
        WorkflowStatus = said.WorkflowStatus, Result = said.Result, FailureDetails = said.FailureDetails,
    };

    private static TurnEnding Terminated(string? output) =>
        new(new ExecutionCompletedEvent { WorkflowStatus = WorkflowStatus.Terminated, Result = output });

    private static TurnEnding Failed(string type, string message) => new(new ExecutionCompletedEvent
    {
        WorkflowStatus = WorkflowStatus.Failed,
        FailureDetails = new TaskFailureDetails { ErrorType = type, ErrorMessage = message, IsNonRetriable = true },
    });
}
