using Google.Protobuf.WellKnownTypes;

namespace Platform.TaskHub.Turns;

/// <summary>Events as an engine makes them: without an id of their own, stamped with the moment they came.</summary>
public static class NewEvent
{
    /// <summary>The id of an event that no action of the worker made.</summary>
    public const int NoId = -1;

    /// <summary>The first event of every turn.</summary>
    /// <param name="now">The moment.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent TurnStarted(DateTimeOffset now) => At(now, new HistoryEvent { WorkflowStarted = new() });

    /// <summary>The event that begins an instance.</summary>
    /// <param name="request">What the client asked for.</param>
    /// <param name="executionId">The id of the run.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The event.</returns>
    /// <remarks>Version, run id and tags of the request are left out, as Dapr leaves them out.</remarks>
    public static HistoryEvent Started(CreateInstanceRequest request, string executionId, DateTimeOffset now) => At(now, new HistoryEvent
    {
        ExecutionStarted = new ExecutionStartedEvent
        {
            Name = request.Name,
            Input = request.Input,
            WorkflowInstance = new WorkflowInstance { InstanceId = request.InstanceId, ExecutionId = executionId },
            ScheduledStartTimestamp = request.ScheduledStartTimestamp,
            ParentTraceContext = request.ParentTraceContext,
        },
    });

    /// <summary>What came of an activity.</summary>
    /// <param name="response">The worker's answer.</param>
    /// <param name="taskExecutionId">The id that the activity was scheduled with.</param>
    /// <param name="now">The moment.</param>
    /// <returns>A <c>taskFailed</c> when the answer has failure details, otherwise a <c>taskCompleted</c>.</returns>
    public static HistoryEvent Answered(ActivityResponse response, string taskExecutionId, DateTimeOffset now) => At(
        now,
        response.FailureDetails is { } failure
            ? new HistoryEvent
            {
                TaskFailed = new() { TaskScheduledId = response.TaskId, FailureDetails = failure, TaskExecutionId = taskExecutionId },
            }
            : new HistoryEvent
            {
                TaskCompleted = new() { TaskScheduledId = response.TaskId, Result = response.Result, TaskExecutionId = taskExecutionId },
            });

    /// <summary>A timer that is due.</summary>
    /// <param name="timerId">The id of the event that created it.</param>
    /// <param name="due">When it was due.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent Fired(int timerId, DateTimeOffset due, DateTimeOffset now) =>
        At(now, new HistoryEvent { TimerFired = new() { TimerId = timerId, FireAt = Timestamp.FromDateTimeOffset(due) } });

    /// <summary>An event from outside.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="input">Its payload; null for none.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent Raised(string name, string? input, DateTimeOffset now) =>
        At(now, new HistoryEvent { EventRaised = new() { Name = name, Input = input } });

    /// <summary>The instance shall end.</summary>
    /// <param name="output">Becomes its output; null for none.</param>
    /// <param name="recurse">Whether its children shall end too.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent Terminated(string? output, bool recurse, DateTimeOffset now) =>
        At(now, new HistoryEvent { ExecutionTerminated = new() { Input = output, Recurse = recurse } });

    /// <summary>The instance shall pause.</summary>
    /// <param name="reason">Why; null for no reason.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent Suspended(string? reason, DateTimeOffset now) =>
        At(now, new HistoryEvent { ExecutionSuspended = new() { Input = reason } });

    /// <summary>The instance shall go on.</summary>
    /// <param name="reason">Why; null for no reason.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent Resumed(string? reason, DateTimeOffset now) =>
        At(now, new HistoryEvent { ExecutionResumed = new() { Input = reason } });

    /// <summary>The instance stands still until something changes about its workers or its size.</summary>
    /// <param name="reason">The kind of reason.</param>
    /// <param name="description">The reason in words.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent Stalled(StalledReason reason, string description, DateTimeOffset now) =>
        At(now, new HistoryEvent { ExecutionStalled = new() { Reason = reason, Description = description } });

    private static HistoryEvent At(DateTimeOffset now, HistoryEvent made)
    {
        made.EventId = NoId;
        made.Timestamp = Timestamp.FromDateTimeOffset(now);
        return made;
    }
}
