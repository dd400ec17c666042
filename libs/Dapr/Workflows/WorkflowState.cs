using Platform.TaskHub;
using Wire = Platform.TaskHub.WorkflowState;

namespace Platform.Dapr;

/// <summary>Where an instance is in its life.</summary>
public enum WorkflowRuntimeStatus
{
    /// <summary>The host said something that this library does not know.</summary>
    Unknown = -1,

    /// <summary>It runs, or waits for something.</summary>
    Running = 0,

    /// <summary>It has returned a result.</summary>
    Completed = 1,

    /// <summary>It has begun anew.</summary>
    ContinuedAsNew = 2,

    /// <summary>It has thrown.</summary>
    Failed = 3,

    /// <summary>It was cancelled.</summary>
    Canceled = 4,

    /// <summary>Somebody ended it.</summary>
    Terminated = 5,

    /// <summary>It has not begun.</summary>
    Pending = 6,

    /// <summary>Somebody paused it.</summary>
    Suspended = 7,

    /// <summary>No worker can run it as it is.</summary>
    Stalled = 8,
}

/// <summary>What is known of an instance.</summary>
public sealed class WorkflowState
{
    private readonly WorkflowJson json;
    private readonly Wire state;

    internal WorkflowState(Wire state, WorkflowJson json) => (this.state, this.json) = (state, json);

    /// <summary>The instance.</summary>
    public string InstanceId => state.InstanceId;

    /// <summary>The workflow's name.</summary>
    public string Name => state.Name;

    /// <summary>Where it is in its life.</summary>
    public WorkflowRuntimeStatus RuntimeStatus =>
        state.WorkflowStatus is >= WorkflowStatus.Running and <= WorkflowStatus.Stalled
            ? (WorkflowRuntimeStatus)(int)state.WorkflowStatus
            : WorkflowRuntimeStatus.Unknown;

    /// <summary>Whether it has begun and not ended.</summary>
    public bool IsWorkflowRunning =>
        RuntimeStatus is WorkflowRuntimeStatus.Running or WorkflowRuntimeStatus.ContinuedAsNew or WorkflowRuntimeStatus.Suspended;

    /// <summary>Whether it has ended, well or not.</summary>
    public bool IsWorkflowCompleted =>
        RuntimeStatus is WorkflowRuntimeStatus.Completed or WorkflowRuntimeStatus.Failed or WorkflowRuntimeStatus.Terminated
            or WorkflowRuntimeStatus.Canceled;

    /// <summary>When it was started.</summary>
    public DateTimeOffset CreatedAt => state.CreatedTimestamp?.ToDateTimeOffset() ?? default;

    /// <summary>When something last happened to it.</summary>
    public DateTimeOffset LastUpdatedAt => state.LastUpdatedTimestamp?.ToDateTimeOffset() ?? default;

    /// <summary>Why it failed; null when it did not.</summary>
    public WorkflowTaskFailureDetails? FailureDetails =>
        state.FailureDetails is { } details ? WorkflowTaskFailureDetails.From(details) : null;

    /// <summary>The instance that called it; null when nobody did.</summary>
    public string? ParentInstanceId => state.ParentInstanceId;

    /// <summary>Reads the input.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <returns>The input; default when there is none, or when it was not asked for.</returns>
    public T? ReadInputAs<T>() => json.Read<T>(state.Input, $"The input of workflow '{Name}'");

    /// <summary>Reads the result.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <returns>The result; default when there is none, or when it was not asked for.</returns>
    public T? ReadOutputAs<T>() => json.Read<T>(state.Output, $"The result of workflow '{Name}'");

    /// <summary>Reads what the workflow last showed.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <returns>The status; default when there is none, or when it was not asked for.</returns>
    public T? ReadCustomStatusAs<T>() => json.Read<T>(state.CustomStatus, $"The custom status of workflow '{Name}'");
}
