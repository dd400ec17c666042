using Platform.Local.Workflows.Records;
using Platform.Local.Workflows.Work;
using Platform.TaskHub;

namespace Platform.Local.Workflows;

/// <summary>An event that waits for a turn.</summary>
/// <param name="Number">The number of its record.</param>
/// <param name="Event">Null when it is in the store only.</param>
internal readonly record struct InboxItem(int Number, HistoryEvent? Event);

/// <summary>Somebody who waits until an instance has a status.</summary>
internal sealed record StatusWaiter(Func<WorkflowStatus, bool> Holds, TaskCompletionSource<bool> Reached);

/// <summary>
/// A workflow instance in memory. One that waits is this and its record, some hundred bytes; history, inbox and work are there while it
/// is active. Everything is read and changed under the engine's gate.
/// </summary>
internal sealed class Instance(string id, InstanceRecord record)
{
    public string Id => id;

    public InstanceRecord Record => record;

    public WorkflowStatus Status => (WorkflowStatus)record.Status;

    public bool IsOver => IsEnd(Status);

    /// <summary>What has arrived and is in no committed turn, oldest first; null for nothing.</summary>
    public List<InboxItem>? Inbox { get; set; }

    /// <summary>Null when it is in the store only.</summary>
    public History? History { get; set; }

    /// <summary>Its place among the histories in memory.</summary>
    public LinkedListNode<Instance>? Cached { get; set; }

    /// <summary>What the cache counts it as.</summary>
    public long Weight { get; set; }

    /// <summary>Whether it stands in the queue for a turn, or is being made ready for one.</summary>
    public bool IsQueued { get; set; }

    /// <summary>The turn that a worker has.</summary>
    public DueTurn? Turn { get; set; }

    /// <summary>Activities that wait for a worker or are with one, by task id; null for none.</summary>
    public Dictionary<int, DueActivity>? Activities { get; set; }

    /// <summary>After a restart of the host: its history may know activities that nobody works on.</summary>
    public bool LacksActivities { get; set; }

    public List<StatusWaiter>? Waiters { get; set; }

    public IDisposable? Timer { get; set; }

    /// <summary>What the timer is set to, in ticks of UTC; 0 for nothing.</summary>
    public long TimerDue { get; set; }

    /// <summary>Done when everything so far is durable.</summary>
    public Task Written { get; set; } = Task.CompletedTask;

    /// <summary>Purged, or replaced by a new instance of the same id.</summary>
    public bool IsErased { get; set; }

    public static bool IsEnd(WorkflowStatus status) =>
        status is WorkflowStatus.Completed or WorkflowStatus.Failed or WorkflowStatus.Canceled or WorkflowStatus.Terminated;
}
