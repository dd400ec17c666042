namespace Platform.TaskHub.Turns;

/// <summary>What the committed history of one workflow instance says: its status, and what it still waits for.</summary>
/// <remarks>
/// Kept up to date event by event, so that a turn costs as much as its own events and not as much as the whole history.
/// Source of the rules: Dapr's task hub, as observed on the wire; ours is the incremental form.
/// </remarks>
public sealed class InstanceState
{
    private readonly Dictionary<int, HistoryEvent> activities = [];
    private readonly Dictionary<int, DateTimeOffset> timers = [];
    private readonly Dictionary<int, string> children = [];
    private bool isSuspended;
    private bool isStalled;

    /// <summary>How many events were applied.</summary>
    public int EventCount { get; private set; }

    /// <summary>The event that began this run; null before the first turn is committed.</summary>
    public HistoryEvent? Start { get; private set; }

    /// <summary>The event that ended the instance; null while it goes on.</summary>
    public HistoryEvent? End { get; private set; }

    /// <summary>The moment of the first turn; null before it is committed.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>The moment of the last event; null without any.</summary>
    public DateTimeOffset? LastUpdatedAt { get; private set; }

    /// <summary>Why the instance stands still until another worker connects; null when it does not.</summary>
    public ExecutionStalledEvent? Stalled { get; private set; }

    /// <summary>The id of this run; empty before the first turn is committed.</summary>
    public string ExecutionId => Start?.ExecutionStarted.WorkflowInstance?.ExecutionId ?? "";

    /// <summary>Whether the instance has ended, in whatever way.</summary>
    public bool IsOver => End is not null;

    /// <summary>The events <c>taskScheduled</c> whose activity has not answered, by their id.</summary>
    public IReadOnlyDictionary<int, HistoryEvent> PendingActivities => activities;

    /// <summary>When the timers that have not fired are due, by their id; <see cref="DateTimeOffset.MaxValue"/> is never.</summary>
    public IReadOnlyDictionary<int, DateTimeOffset> PendingTimers => timers;

    /// <summary>The instance ids of the children that have not ended, by the id of their creation.</summary>
    public IReadOnlyDictionary<int, string> PendingChildren => children;

    /// <summary>The status that clients see.</summary>
    public WorkflowStatus Status =>
        End is { } end ? end.ExecutionCompleted.WorkflowStatus
        : isStalled ? WorkflowStatus.Stalled
        : isSuspended ? WorkflowStatus.Suspended
        : Start is null ? WorkflowStatus.Pending
        : WorkflowStatus.Running;

    /// <summary>The state after these events.</summary>
    /// <param name="history">Committed events, oldest first.</param>
    /// <returns>A state that further events can be applied to.</returns>
    public static InstanceState Of(IEnumerable<HistoryEvent> history)
    {
        var state = new InstanceState();
        foreach (var each in history) state.Apply(each);
        return state;
    }

    /// <summary>Takes in one more committed event.</summary>
    /// <param name="committed">The event that follows those applied so far.</param>
    public void Apply(HistoryEvent committed)
    {
        EventCount++;
        LastUpdatedAt = Moment.Of(committed.Timestamp);
        if (!ApplyControl(committed)) ApplyTask(committed);
    }

    /// <summary>Whether an event that arrives now can still mean something to the instance.</summary>
    /// <param name="arriving">An event for the inbox.</param>
    /// <returns>False for what was answered before, was never asked for, or comes after the end.</returns>
    public bool Awaits(HistoryEvent arriving) => !IsOver && arriving.EventTypeCase switch
    {
        HistoryEvent.EventTypeOneofCase.ExecutionStarted => Start is null,
        HistoryEvent.EventTypeOneofCase.TaskCompleted => activities.ContainsKey(arriving.TaskCompleted.TaskScheduledId),
        HistoryEvent.EventTypeOneofCase.TaskFailed => activities.ContainsKey(arriving.TaskFailed.TaskScheduledId),
        HistoryEvent.EventTypeOneofCase.TimerFired => timers.ContainsKey(arriving.TimerFired.TimerId),
        HistoryEvent.EventTypeOneofCase.ChildWorkflowInstanceCompleted =>
            children.ContainsKey(arriving.ChildWorkflowInstanceCompleted.TaskScheduledId),
        HistoryEvent.EventTypeOneofCase.ChildWorkflowInstanceFailed =>
            children.ContainsKey(arriving.ChildWorkflowInstanceFailed.TaskScheduledId),
        _ => true,
    };

    private bool ApplyControl(HistoryEvent committed)
    {
        switch (committed.EventTypeCase)
        {
            case HistoryEvent.EventTypeOneofCase.WorkflowStarted:
                StartedAt ??= LastUpdatedAt;
                (isStalled, Stalled) = (false, null);
                return true;
            case HistoryEvent.EventTypeOneofCase.ExecutionStarted:
                Start ??= committed;
                return true;
            case HistoryEvent.EventTypeOneofCase.ExecutionCompleted:
                End ??= committed;
                return true;
            case HistoryEvent.EventTypeOneofCase.ExecutionSuspended:
                isSuspended = true;
                return true;
            case HistoryEvent.EventTypeOneofCase.ExecutionResumed:
                isSuspended = false;
                return true;
            case HistoryEvent.EventTypeOneofCase.ExecutionStalled:
                (isStalled, Stalled) = (true, committed.ExecutionStalled);
                return true;
            default:
                return false;
        }
    }

    private void ApplyTask(HistoryEvent committed)
    {
        switch (committed.EventTypeCase)
        {
            case HistoryEvent.EventTypeOneofCase.TaskScheduled:
                activities[committed.EventId] = committed;
                break;
            case HistoryEvent.EventTypeOneofCase.TaskCompleted:
                activities.Remove(committed.TaskCompleted.TaskScheduledId);
                break;
            case HistoryEvent.EventTypeOneofCase.TaskFailed:
                activities.Remove(committed.TaskFailed.TaskScheduledId);
                break;
            case HistoryEvent.EventTypeOneofCase.TimerCreated:
                timers[committed.EventId] = Moment.OfTimer(committed.TimerCreated.FireAt);
                break;
            case HistoryEvent.EventTypeOneofCase.TimerFired:
                timers.Remove(committed.TimerFired.TimerId);
                break;
            case HistoryEvent.EventTypeOneofCase.ChildWorkflowInstanceCreated:
                children[committed.EventId] = committed.ChildWorkflowInstanceCreated.InstanceId;
                break;
            case HistoryEvent.EventTypeOneofCase.ChildWorkflowInstanceCompleted:
                children.Remove(committed.ChildWorkflowInstanceCompleted.TaskScheduledId);
                break;
            case HistoryEvent.EventTypeOneofCase.ChildWorkflowInstanceFailed:
                children.Remove(committed.ChildWorkflowInstanceFailed.TaskScheduledId);
                break;
            default:
                break;
        }
    }
}
