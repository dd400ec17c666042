using Platform.TaskHub;

namespace Platform.Dapr.Replay;

/// <summary>What the code of one turn has done so far, and where in its history it is.</summary>
/// <param name="thread">The turn's thread.</param>
/// <param name="started">How the instance began.</param>
/// <param name="instanceId">The instance.</param>
internal sealed class TurnState(TurnThread thread, ExecutionStartedEvent started, string instanceId)
{
    public TurnThread Thread { get; } = thread;

    public string Name { get; } = started.Name;

    public string InstanceId { get; } = instanceId;

    /// <summary>Differs from one run of the same instance id to the next.</summary>
    public string ExecutionId { get; } = started.WorkflowInstance?.ExecutionId ?? "";

    public StepList Steps { get; } = new(started.Name);

    public DateTime Now { get; set; }

    /// <summary>A moment from now on; the last one there is when that lies beyond.</summary>
    public DateTime In(TimeSpan delay) =>
        delay < DateTime.MaxValue - Now ? Now + delay : DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);

    public bool IsReplaying { get; set; }

    public string? CustomStatus { get; set; }

    /// <summary>The next input, once the code has asked to begin anew.</summary>
    public (string Input, bool KeepEvents)? Next { get; set; }
}
