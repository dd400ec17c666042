namespace Platform.TaskHub.Turns;

/// <summary>One turn of a workflow: what the worker is asked, and what follows from its answer.</summary>
/// <remarks>
/// Pure: no clock, no randomness, no I/O. The same history, events, answer and moment give the same commit, whoever computes it.
/// Source of the rules: Dapr's task hub as observed on the wire (reference D.3); the form is ours.
/// </remarks>
public static class Turn
{
    /// <summary>The new events of the next turn.</summary>
    /// <param name="state">What the committed history says.</param>
    /// <param name="inbox">What has arrived, oldest first.</param>
    /// <param name="now">The moment of the turn.</param>
    /// <returns>
    /// The start of the turn and what of the inbox still means something, in its order; empty when nothing does and no turn is needed.
    /// </returns>
    public static IReadOnlyList<HistoryEvent> NewEvents(InstanceState state, IEnumerable<HistoryEvent> inbox, DateTimeOffset now)
    {
        var events = new List<HistoryEvent> { NewEvent.TurnStarted(now) };
        var answered = new HashSet<(char Kind, int Id)>();
        foreach (var arrived in inbox)
        {
            if (state.Awaits(arrived) && (KeyOf(arrived) is not { } key || answered.Add(key))) events.Add(arrived);
        }

        return events.Count > 1 ? events : [];
    }

    /// <summary>What the worker is sent.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="past">The committed history.</param>
    /// <param name="newEvents">The new events of the turn.</param>
    /// <returns>The request.</returns>
    public static WorkflowRequest Request(string instanceId, IEnumerable<HistoryEvent> past, IReadOnlyList<HistoryEvent> newEvents)
    {
        var request = new WorkflowRequest { InstanceId = instanceId };
        request.PastEvents.AddRange(past);
        request.NewEvents.AddRange(newEvents);
        request.ExecutionId = request.PastEvents.Concat(newEvents)
            .FirstOrDefault(each => each.ExecutionStarted is not null)?.ExecutionStarted.WorkflowInstance?.ExecutionId;
        return request;
    }

    /// <summary>What the worker is sent for an activity.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="executionId">Its run.</param>
    /// <param name="scheduled">The <c>taskScheduled</c> event.</param>
    /// <returns>The request.</returns>
    public static ActivityRequest Request(string instanceId, string executionId, HistoryEvent scheduled)
    {
        var task = scheduled.TaskScheduled;
        return new ActivityRequest
        {
            Name = task.Name,
            Version = task.Version,
            Input = task.Input,
            WorkflowInstance = new WorkflowInstance { InstanceId = instanceId, ExecutionId = executionId },
            TaskId = scheduled.EventId,
            ParentTraceContext = task.ParentTraceContext,
            TaskExecutionId = task.TaskExecutionId,
        };
    }

    /// <summary>What follows from the worker's answer.</summary>
    /// <param name="scope">Whose turn it is, and when.</param>
    /// <param name="state">What the committed history says; it is not changed.</param>
    /// <param name="newEvents">The new events that the worker was sent.</param>
    /// <param name="response">Its answer.</param>
    /// <returns>The commit.</returns>
    public static TurnCommit Commit(
        TurnScope scope, InstanceState state, IReadOnlyList<HistoryEvent> newEvents, WorkflowResponse response) =>
        response.Actions.Any(action => action.WorkflowVersionNotAvailable is not null)
            ? Stall(scope, state)
            : new TurnActions(scope, state, newEvents).Run(response);

    /// <summary>A turn that could not be taken: nothing of it is committed but the reason.</summary>
    /// <param name="scope">Whose turn it is, and when.</param>
    /// <param name="stalled">The reason.</param>
    /// <returns>The commit.</returns>
    public static TurnCommit Stall(TurnScope scope, ExecutionStalledEvent stalled) => new()
    {
        Appended = [NewEvent.Stalled(stalled.Reason, stalled.Description, scope.Now)],
        KeepsInbox = true,
    };

    /// <summary>Whether an event that waits in the inbox is still of use when the workflow has continued as new.</summary>
    /// <param name="waiting">The event.</param>
    /// <returns>False for answers to what the old run had asked for.</returns>
    public static bool OutlivesRun(HistoryEvent waiting) => KeyOf(waiting) is null && waiting.ExecutionStarted is null;

    private static TurnCommit Stall(TurnScope scope, InstanceState state)
    {
        const string nobody = "no connected worker has this workflow in the version that it was started with";
        var stalled = new ExecutionStalledEvent { Reason = StalledReason.VersionNotAvailable, Description = nobody };
        // Once said is enough; every further worker without the version would make the history longer.
        return state.Stalled?.Reason == stalled.Reason
            ? new TurnCommit { Appended = [], KeepsInbox = true }
            : Stall(scope, stalled);
    }

    // What answers the same question has the same key.
    private static (char Kind, int Id)? KeyOf(HistoryEvent arrived) => arrived.EventTypeCase switch
    {
        HistoryEvent.EventTypeOneofCase.TaskCompleted => ('a', arrived.TaskCompleted.TaskScheduledId),
        HistoryEvent.EventTypeOneofCase.TaskFailed => ('a', arrived.TaskFailed.TaskScheduledId),
        HistoryEvent.EventTypeOneofCase.TimerFired => ('t', arrived.TimerFired.TimerId),
        HistoryEvent.EventTypeOneofCase.ChildWorkflowInstanceCompleted => ('c', arrived.ChildWorkflowInstanceCompleted.TaskScheduledId),
        HistoryEvent.EventTypeOneofCase.ChildWorkflowInstanceFailed => ('c', arrived.ChildWorkflowInstanceFailed.TaskScheduledId),
        _ => null,
    };
}
