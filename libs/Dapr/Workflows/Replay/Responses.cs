using Platform.TaskHub;

namespace Platform.Dapr.Replay;

/// <summary>The answers of a turn.</summary>
internal static class Responses
{
    /// <summary>How the present run of an instance began; null when nobody says.</summary>
    public static ExecutionStartedEvent? StartOf(WorkflowRequest request) =>
        request.NewEvents.LastOrDefault(e => e.ExecutionStarted is not null)?.ExecutionStarted
        ?? request.PastEvents.LastOrDefault(e => e.ExecutionStarted is not null)?.ExecutionStarted;

    public static WorkflowResponse Empty(WorkflowRequest request, string? customStatus) =>
        new() { InstanceId = request.InstanceId, CustomStatus = customStatus };

    public static WorkflowResponse Failed(WorkflowRequest request, Exception error) => Empty(request, null).Failed(error, null);

    public static WorkflowResponse Failed(this WorkflowResponse response, Exception error, TurnState? turn) =>
        response.End(new() { WorkflowStatus = WorkflowStatus.Failed, FailureDetails = Failures.Of(error) }, turn);

    // The reason comes back as the output; otherwise the host would lose it.
    public static WorkflowResponse Terminated(this WorkflowResponse response, ExecutionTerminatedEvent terminated, TurnState? turn) =>
        response.End(new() { WorkflowStatus = WorkflowStatus.Terminated, Result = terminated.Input }, turn);

    public static WorkflowResponse Completed(this WorkflowResponse response, string result, TurnState? turn) =>
        response.End(new() { WorkflowStatus = WorkflowStatus.Completed, Result = result }, turn);

    public static WorkflowResponse ContinuedAsNew(
        this WorkflowResponse response, (string Input, bool KeepEvents) next, TurnState turn, Mailbox mailbox)
    {
        var action = new CompleteWorkflowAction { WorkflowStatus = WorkflowStatus.ContinuedAsNew, Result = next.Input };
        if (next.KeepEvents) action.CarryoverEvents.AddRange(mailbox.Left());
        return response.End(action, turn);
    }

    private static WorkflowResponse End(this WorkflowResponse response, CompleteWorkflowAction action, TurnState? turn)
    {
        response.Actions.Add(new WorkflowAction { Id = turn?.Steps.Count ?? 0, CompleteWorkflow = action });
        return response;
    }
}
