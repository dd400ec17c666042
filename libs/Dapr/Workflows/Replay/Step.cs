using Google.Protobuf.WellKnownTypes;
using Platform.TaskHub;

namespace Platform.Dapr.Replay;

/// <summary>Something durable that the code has begun: an activity, a child workflow or a timer.</summary>
/// <param name="name">The activity's or workflow's name; empty for a timer.</param>
internal abstract class Step(string name)
{
    private readonly TaskCompletionSource<string?> completion = new();

    /// <summary>Counted from 0 in the order of the calls.</summary>
    public int Id { get; set; }

    public string Name { get; } = name;

    /// <summary>Whether the history has it.</summary>
    public bool IsConfirmed { get; set; }

    /// <summary>Whether nobody waits for it any more, e.g. the time limit of an event that came.</summary>
    public bool IsAbandoned { get; set; }

    public bool IsLive => !IsAbandoned && !completion.Task.IsCompleted;

    /// <summary>Its result as JSON; a timer has none.</summary>
    public Task<string?> Task => completion.Task;

    public void Complete(string? result) => completion.TrySetResult(result);

    public void Fail(TaskFailureDetails? failure)
    {
        // A child that was terminated says nothing.
        var details = failure is null
            ? new WorkflowTaskFailureDetails("Terminated", "it was terminated")
            : WorkflowTaskFailureDetails.From(failure);
        completion.TrySetException(new WorkflowTaskFailedException($"{Text} failed: {details.ErrorMessage}", details));
    }

    /// <summary>What it is, for messages, e.g. <c>activity 'Charge' (step 0)</c>.</summary>
    public string Text => $"{What} (step {Id})";

    /// <summary>The event of the history that confirms such a step.</summary>
    public abstract HistoryEvent.EventTypeOneofCase ConfirmedBy { get; }

    /// <summary>What it is without its number.</summary>
    public abstract string What { get; }

    public abstract WorkflowAction ToAction();
}

/// <summary>A call of an activity.</summary>
/// <param name="name">The activity.</param>
/// <param name="input">JSON.</param>
/// <param name="executionKey">Made when the action is sent, which a replayed step is not.</param>
internal sealed class ActivityStep(string name, string input, Func<int, string> executionKey) : Step(name)
{
    private string? key;

    /// <summary>The step's first attempt, whose key all of its retries share.</summary>
    public ActivityStep? First { get; init; }

    public string ExecutionKey => First?.ExecutionKey ?? (key ??= executionKey(Id));

    public override HistoryEvent.EventTypeOneofCase ConfirmedBy => HistoryEvent.EventTypeOneofCase.TaskScheduled;

    public override string What => $"activity '{Name}'";

    public override WorkflowAction ToAction() =>
        new() { Id = Id, ScheduleTask = new() { Name = Name, Input = input, TaskExecutionId = ExecutionKey } };
}

/// <summary>A call of another workflow.</summary>
internal sealed class ChildStep(string name, string input, string instanceId) : Step(name)
{
    public string InstanceId { get; } = instanceId;

    public override HistoryEvent.EventTypeOneofCase ConfirmedBy => HistoryEvent.EventTypeOneofCase.ChildWorkflowInstanceCreated;

    public override string What => $"child workflow '{Name}'";

    public override WorkflowAction ToAction() =>
        new() { Id = Id, CreateChildWorkflow = new() { Name = Name, Input = input, InstanceId = InstanceId } };
}

/// <summary>A timer: the code's own, the limit of a wait for an event, or the pause before a retry.</summary>
/// <param name="fireAt">When, in UTC.</param>
/// <param name="origin">Writes into the action why it exists.</param>
internal sealed class TimerStep(DateTime fireAt, Action<CreateTimerAction> origin) : Step("")
{
    public override HistoryEvent.EventTypeOneofCase ConfirmedBy => HistoryEvent.EventTypeOneofCase.TimerCreated;

    public override string What => $"a timer until {fireAt:yyyy-MM-ddTHH:mm:ssZ}";

    public override WorkflowAction ToAction()
    {
        var action = new CreateTimerAction { FireAt = Timestamp.FromDateTime(fireAt) };
        origin(action);
        return new() { Id = Id, CreateTimer = action };
    }
}
