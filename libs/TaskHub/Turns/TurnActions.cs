using Google.Protobuf.WellKnownTypes;

namespace Platform.TaskHub.Turns;

/// <summary>Carries out the actions of one answer, in their order.</summary>
internal sealed class TurnActions
{
    private readonly TurnScope scope;
    private readonly InstanceState state;
    private readonly IReadOnlyList<HistoryEvent> newEvents;
    private readonly ExecutionStartedEvent? started;
    private readonly string executionId;
    private readonly List<HistoryEvent> generated = [];
    private readonly List<HistoryEvent> activities = [];
    private readonly List<HistoryEvent> timers = [];
    private readonly List<NewInstance> starts = [];
    private readonly List<InstanceMessage> messages = [];

    public TurnActions(TurnScope scope, InstanceState state, IReadOnlyList<HistoryEvent> newEvents)
    {
        (this.scope, this.state, this.newEvents) = (scope, state, newEvents);
        started = (state.Start ?? newEvents.FirstOrDefault(each => each.ExecutionStarted is not null))?.ExecutionStarted;
        executionId = started?.WorkflowInstance?.ExecutionId ?? "";
    }

    public TurnCommit Run(WorkflowResponse response)
    {
        var completion = response.Actions.FirstOrDefault(action => action.CompleteWorkflow is not null);
        var termination = newEvents.LastOrDefault(each => each.ExecutionTerminated is not null)?.ExecutionTerminated;
        if (IsContinuation(completion) && termination is null) return Continue(completion, response.CustomStatus);

        var ending = TurnEnding.Of(completion, termination, response.Actions);
        foreach (var action in response.Actions) Apply(action, isLast: ReferenceEquals(action, completion), ending);
        if (ending is not null && generated.All(each => each.ExecutionCompleted is null)) End(ending, NewEvent.NoId);
        if (ending is not null && termination is { Recurse: true }) TerminateChildren(termination);
        return new TurnCommit
        {
            Appended = [.. WithVersion(response.Version), .. generated],
            CustomStatus = response.CustomStatus,
            Activities = activities,
            Timers = ending is null ? timers : [],
            Starts = starts,
            Messages = messages,
        };
    }

    private static bool IsContinuation([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] WorkflowAction? completion) =>
        completion?.CompleteWorkflow.WorkflowStatus is WorkflowStatus.ContinuedAsNew;

    private void Apply(WorkflowAction action, bool isLast, TurnEnding? ending)
    {
        switch (action.WorkflowActionTypeCase)
        {
            case WorkflowAction.WorkflowActionTypeOneofCase.ScheduleTask:
                Schedule(action.Id, action.ScheduleTask, TargetOf(action, action.ScheduleTask.Router));
                break;
            case WorkflowAction.WorkflowActionTypeOneofCase.CreateTimer:
                CreateTimer(action.Id, action.CreateTimer);
                break;
            case WorkflowAction.WorkflowActionTypeOneofCase.CreateChildWorkflow:
                StartChild(action.Id, action.CreateChildWorkflow, TargetOf(action, action.CreateChildWorkflow.Router));
                break;
            case WorkflowAction.WorkflowActionTypeOneofCase.CreateDetachedWorkflow:
                StartDetached(action.Id, action.CreateDetachedWorkflow);
                break;
            case WorkflowAction.WorkflowActionTypeOneofCase.CompleteWorkflow when isLast && ending is not null:
                End(ending, action.Id);
                break;
            default:
                break; // Only the first completion counts; what is not known here has become the ending.
        }
    }

    private void Schedule(int id, ScheduleTaskAction task, string? elsewhere)
    {
        if (state.PendingActivities.ContainsKey(id)) return;
        var scheduled = Generate(id, new HistoryEvent
        {
            TaskScheduled = new TaskScheduledEvent
            {
                Name = task.Name,
                Version = task.Version,
                Input = task.Input,
                TaskExecutionId = task.TaskExecutionId,
                ParentTraceContext = started?.ParentTraceContext,
            },
        });
        if (elsewhere is null) activities.Add(scheduled);
        else Answer(new HistoryEvent { TaskFailed = new() { TaskScheduledId = id, FailureDetails = Elsewhere(elsewhere) } });
    }

    private void CreateTimer(int id, CreateTimerAction timer)
    {
        if (state.PendingTimers.ContainsKey(id)) return;
        var created = new TimerCreatedEvent { FireAt = timer.FireAt };
        if (timer.HasName) created.Name = timer.Name;
        // Setting one of them clears the others, null included.
        if (timer.CreateTimer is { } plain) created.CreateTimer = plain;
        if (timer.ExternalEvent is { } wait) created.ExternalEvent = wait;
        if (timer.ActivityRetry is { } retry) created.ActivityRetry = retry;
        if (timer.ChildWorkflowRetry is { } again) created.ChildWorkflowRetry = again;
        timers.Add(Generate(id, new HistoryEvent { TimerCreated = created }));
    }

    private void StartChild(int id, CreateChildWorkflowAction child, string? elsewhere)
    {
        if (state.PendingChildren.ContainsKey(id)) return;
        var created = Generate(id, new HistoryEvent
        {
            ChildWorkflowInstanceCreated = new ChildWorkflowInstanceCreatedEvent
            {
                InstanceId = child.InstanceId.Length > 0 ? child.InstanceId : ExecutionIds.Child(scope.InstanceId, id),
                Name = child.Name,
                Version = child.Version,
                Input = child.Input,
                ParentTraceContext = started?.ParentTraceContext,
            },
        });
        if (elsewhere is null) starts.Add(NewInstance.Child(created, started ?? new()));
        else Answer(new HistoryEvent
        {
            ChildWorkflowInstanceFailed = new() { TaskScheduledId = id, FailureDetails = Elsewhere(elsewhere) },
        });
    }

    private void StartDetached(int id, CreateDetachedWorkflowAction detached)
    {
        var newId = detached.InstanceId.Length > 0 ? detached.InstanceId : ExecutionIds.Child(scope.InstanceId, id);
        Generate(id, new HistoryEvent { DetachedWorkflowInstanceCreated = new() { InstanceId = newId } });
        var request = new CreateInstanceRequest
        {
            InstanceId = newId,
            Name = detached.Name,
            Input = detached.Input,
            ScheduledStartTimestamp = detached.ScheduledStartTimestamp,
            ParentTraceContext = detached.ParentTraceContext,
        };
        starts.Add(new NewInstance(newId, NewEvent.Started(request, ExecutionIds.After(executionId, newId, id), scope.Now)));
    }

    private void End(TurnEnding ending, int id)
    {
        Generate(id, new HistoryEvent { ExecutionCompleted = ending.Event });
        if (started?.ParentInstance is not { } parent) return;
        var run = parent.WorkflowInstance ?? new WorkflowInstance();
        messages.Add(new InstanceMessage(run.InstanceId, run.ExecutionId, Stamp(NewEvent.NoId, ending.ForParent(parent))));
    }

    private void TerminateChildren(ExecutionTerminatedEvent termination)
    {
        var ended = newEvents.Select(TurnEnding.EndedChild).OfType<int>().ToHashSet();
        var children = state.PendingChildren.Where(child => !ended.Contains(child.Key)).Select(child => child.Value)
            .Concat(starts.Where(start => start.Start.ExecutionStarted.ParentInstance is not null).Select(start => start.InstanceId));
        foreach (var child in children)
            messages.Add(new InstanceMessage(child, null, NewEvent.Terminated(termination.Input, recurse: true, scope.Now)));
    }

    // The next run knows its name, its parent and its input, and nothing else of this one.
    private TurnCommit Continue(WorkflowAction completion, string? customStatus)
    {
        var request = new CreateInstanceRequest
        {
            InstanceId = scope.InstanceId, Name = started?.Name ?? "", Input = completion.CompleteWorkflow.Result,
        };
        var start = NewEvent.Started(request, ExecutionIds.After(executionId, scope.InstanceId, completion.Id), scope.Now);
        start.ExecutionStarted.ParentInstance = started?.ParentInstance;
        return new TurnCommit
        {
            Appended = [], NextRun = [start, .. completion.CompleteWorkflow.CarryoverEvents], CustomStatus = customStatus,
        };
    }

    private IEnumerable<HistoryEvent> WithVersion(WorkflowVersion? version)
    {
        if (version is null || newEvents.Count == 0) return newEvents;
        var first = newEvents[0].Clone();
        if (first.WorkflowStarted is { } turn) turn.Version = version;
        return newEvents.Skip(1).Prepend(first);
    }

    private void Answer(HistoryEvent answer) =>
        messages.Add(new InstanceMessage(scope.InstanceId, executionId, Stamp(NewEvent.NoId, answer)));

    private HistoryEvent Generate(int id, HistoryEvent made)
    {
        generated.Add(Stamp(id, made));
        return made;
    }

    private HistoryEvent Stamp(int id, HistoryEvent made)
    {
        made.EventId = id;
        made.Timestamp = Timestamp.FromDateTimeOffset(scope.Now);
        return made;
    }

    private string? TargetOf(WorkflowAction action, TaskRouter? inner)
    {
        var target = action.Router?.TargetAppId is { Length: > 0 } outer ? outer : inner?.TargetAppId;
        return target is { Length: > 0 } && target != scope.AppId ? target : null;
    }

    private static TaskFailureDetails Elsewhere(string appId) => new()
    {
        ErrorType = "OtherAppNotSupported",
        ErrorMessage = $"this host runs the workflow's tasks in its own app only, not in app '{appId}'",
        IsNonRetriable = true,
    };
}
