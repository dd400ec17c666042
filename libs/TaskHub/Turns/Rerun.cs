using Google.Protobuf.WellKnownTypes;

namespace Platform.TaskHub.Turns;

/// <summary>A new instance that repeats another one up to an event, and goes on from there.</summary>
public static class Rerun
{
    /// <summary>The history of the new instance.</summary>
    /// <param name="history">The history of the instance that is repeated; it has ended.</param>
    /// <param name="request">From which event on, with which ids and input. The new instance id is set.</param>
    /// <param name="executionId">The id of the new run.</param>
    /// <param name="now">The moment.</param>
    /// <returns>
    /// The events before the named one and the named one itself, as those of the new instance. What is not answered in it (the named
    /// task at least) is pending, as after any turn.
    /// </returns>
    /// <exception cref="GrpcException">The event does not exist, or is no activity, timer or child (NOT_FOUND).</exception>
    public static IReadOnlyList<HistoryEvent> History(
        IReadOnlyList<HistoryEvent> history, RerunWorkflowFromEventRequest request, string executionId, DateTimeOffset now)
    {
        var last = LastOf(history, request);
        var copied = new List<HistoryEvent>(last + 1);
        for (var i = 0; i <= last; i++) copied.Add(history[i].Clone());

        var children = InstanceState.Of(copied).PendingChildren;
        foreach (var each in copied) Adopt(each, request, executionId, children);
        Renew(copied[last], request, now);
        return copied;
    }

    private static int LastOf(IReadOnlyList<HistoryEvent> history, RerunWorkflowFromEventRequest request)
    {
        for (var i = 0; i < history.Count; i++)
        {
            if (history[i].EventId == (int)request.EventId && IsTask(history[i])) return i;
        }

        throw new GrpcException(
            GrpcStatus.NotFound,
            $"'{request.SourceInstanceId}' has no activity, timer or child with event id {request.EventId} to run again from");
    }

    private static bool IsTask(HistoryEvent each) =>
        each.TaskScheduled is not null || each.TimerCreated is not null || each.ChildWorkflowInstanceCreated is not null;

    // Children that had not ended by then are started again, under ids that are free.
    private static void Adopt(
        HistoryEvent each, RerunWorkflowFromEventRequest request, string executionId, IReadOnlyDictionary<int, string> children)
    {
        if (each.ChildWorkflowInstanceCreated is { } child && children.ContainsKey(each.EventId))
            child.InstanceId = ExecutionIds.Child(request.NewInstanceId, each.EventId);
        if (each.ExecutionStarted is not { } started) return;
        started.WorkflowInstance = new WorkflowInstance { InstanceId = request.NewInstanceId, ExecutionId = executionId };
        started.ParentInstance = null;
    }

    // The task itself starts now: a timer keeps its length, a child may get a chosen id.
    private static void Renew(HistoryEvent task, RerunWorkflowFromEventRequest request, DateTimeOffset now)
    {
        var source = new RerunParentInstanceInfo { InstanceId = request.SourceInstanceId };
        if (task.TaskScheduled is { } activity)
        {
            activity.RerunParentInstanceInfo = source;
            if (request.OverwriteInput) activity.Input = request.Input;
        }
        else if (task.TimerCreated is { } timer)
        {
            timer.RerunParentInstanceInfo = source;
            if (Moment.OfTimer(timer.FireAt) is var due && due < DateTimeOffset.MaxValue && Moment.Of(task.Timestamp) is { } created)
                timer.FireAt = Timestamp.FromDateTimeOffset(now + (due - created));
        }
        else if (task.ChildWorkflowInstanceCreated is { } child)
        {
            child.RerunParentInstanceInfo = source;
            if (request.HasNewChildWorkflowInstanceId) child.InstanceId = request.NewChildWorkflowInstanceId;
            if (request.OverwriteInput) child.Input = request.Input;
        }
    }
}
