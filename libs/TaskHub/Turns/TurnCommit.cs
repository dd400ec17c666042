namespace Platform.TaskHub.Turns;

/// <summary>What a turn is computed for.</summary>
/// <param name="InstanceId">The instance whose turn it is.</param>
/// <param name="AppId">The app that the engine serves; work for another app is refused.</param>
/// <param name="Now">The moment of the commit.</param>
public sealed record TurnScope(string InstanceId, string AppId, DateTimeOffset Now);

/// <summary>An instance that a turn starts.</summary>
/// <param name="InstanceId">Its id.</param>
/// <param name="Start">The event it begins with; its parent is in it.</param>
public sealed record NewInstance(string InstanceId, HistoryEvent Start)
{
    /// <summary>The child that an event of its parent's history speaks of.</summary>
    /// <param name="created">The <c>childWorkflowInstanceCreated</c> event.</param>
    /// <param name="parent">How the parent's run began.</param>
    /// <returns>The child; it takes over name and input, not the version.</returns>
    public static NewInstance Child(HistoryEvent created, ExecutionStartedEvent parent)
    {
        var child = created.ChildWorkflowInstanceCreated;
        var run = parent.WorkflowInstance ?? new WorkflowInstance();
        var request = new CreateInstanceRequest
        {
            InstanceId = child.InstanceId, Name = child.Name, Input = child.Input, ParentTraceContext = child.ParentTraceContext,
        };
        var executionId = ExecutionIds.After(run.ExecutionId ?? "", child.InstanceId, created.EventId);
        var start = NewEvent.Started(request, executionId, created.Timestamp.ToDateTimeOffset());
        start.ExecutionStarted.ParentInstance = new ParentInstanceInfo
        {
            TaskScheduledId = created.EventId, Name = parent.Name, WorkflowInstance = run.Clone(),
        };
        return new NewInstance(child.InstanceId, start);
    }
}

/// <summary>An event for the inbox of an instance.</summary>
/// <param name="InstanceId">Whose inbox.</param>
/// <param name="ExecutionId">The run it is meant for; it is dropped when that is over. Null: whatever run there is.</param>
/// <param name="Event">The event.</param>
public sealed record InstanceMessage(string InstanceId, string? ExecutionId, HistoryEvent Event);

/// <summary>Everything that follows from the answer to a turn. All of it becomes true together, or none of it.</summary>
public sealed record TurnCommit
{
    /// <summary>What the history grows by: the turn's new events, then what the actions made of themselves, in their order.</summary>
    public required IReadOnlyList<HistoryEvent> Appended { get; init; }

    /// <summary>What the inbox holds at first in the next run; not empty when the workflow continues as new and its history goes.</summary>
    public IReadOnlyList<HistoryEvent> NextRun { get; init; } = [];

    /// <summary>Whether new events and custom status stay as they are, because no worker could make anything of the turn.</summary>
    public bool KeepsInbox { get; init; }

    /// <summary>The custom status from now on; null for none.</summary>
    public string? CustomStatus { get; init; }

    /// <summary>The <c>taskScheduled</c> events to send to a worker.</summary>
    public IReadOnlyList<HistoryEvent> Activities { get; init; } = [];

    /// <summary>The <c>timerCreated</c> events to wait for.</summary>
    public IReadOnlyList<HistoryEvent> Timers { get; init; } = [];

    /// <summary>The instances to start.</summary>
    public IReadOnlyList<NewInstance> Starts { get; init; } = [];

    /// <summary>Events for inboxes: the parent's, the children's, or the instance's own.</summary>
    public IReadOnlyList<InstanceMessage> Messages { get; init; } = [];

    /// <summary>Whether the workflow continues as new.</summary>
    public bool ContinuesAsNew => NextRun.Count > 0;
}
