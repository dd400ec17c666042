using Platform.Local.Workflows.Records;
using Platform.Local.Workflows.Work;
using Platform.TaskHub;
using Platform.TaskHub.Turns;

namespace Platform.Local.Workflows;

/// <summary>Makes what follows from a turn true: in memory at once, in the store as one set, for workers when that is durable.</summary>
internal sealed class Commits(EngineRoom room, EngineParts parts)
{
    /// <summary>Carries out a commit. Under the gate; the set is enqueued by the caller before the gate is left.</summary>
    public void Apply(Instance instance, TurnCommit commit, int taken, WriteSet set)
    {
        var history = instance.History ?? throw new InvalidOperationException("a turn has its history in memory");
        if (commit.KeepsInbox) Append(instance, history, commit.Appended, set);
        else if (commit.ContinuesAsNew) Renew(instance, commit, taken, set);
        else Extend(instance, history, commit, taken, set);

        room.PutRecord(instance, set);
        room.Cache.Use(instance);
        var (activities, status, generation) = (commit.Activities, instance.Status, instance.Record.Generation);
        set.Then(() => Publish(instance, activities, status, generation));
        parts.Inboxes.Wake(instance);
    }

    /// <summary>Puts a message into an inbox, if the run that it is meant for is still there.</summary>
    public void Send(InstanceMessage message, WriteSet set)
    {
        if (!room.Instances.TryGetValue(message.InstanceId, out var target)) return;
        if (message.ExecutionId is { Length: > 0 } run && target.Record.ExecutionId != run) return;
        parts.Inboxes.Deliver(target, message.Event, set);
    }

    /// <summary>Begins what a turn starts; what cannot be is told to the parent as the child's failure.</summary>
    public void Start(Instance parent, NewInstance created, WriteSet set)
    {
        var problem = Births.Problem(created.InstanceId);
        if (problem is null && parts.Births.TryCreate(created, set)) return;
        if (created.Start.ExecutionStarted.ParentInstance is not { } info) return;
        var failed = NewEvent.Raised("", null, room.Now);
        failed.ChildWorkflowInstanceFailed = new()
        {
            TaskScheduledId = info.TaskScheduledId,
            FailureDetails = new TaskFailureDetails
            {
                ErrorType = "ChildNotStarted",
                ErrorMessage = problem ?? $"an active workflow with ID '{created.InstanceId}' already exists",
                IsNonRetriable = true,
            },
        };
        parts.Inboxes.Deliver(parent, failed, set);
    }

    private void Extend(Instance instance, History history, TurnCommit commit, int taken, WriteSet set)
    {
        Append(instance, history, commit.Appended, set);
        SetCustomStatus(instance, history, commit.CustomStatus, set);
        parts.Inboxes.Remove(instance, taken, set);
        foreach (var start in commit.Starts) Start(instance, start, set);
        foreach (var message in commit.Messages) Send(message, set);
        if (instance.IsOver) parts.Endings.End(instance, set);
        else parts.Clocks.Fire(instance, set);
    }

    private void Append(Instance instance, History history, IReadOnlyList<HistoryEvent> events, WriteSet set)
    {
        var record = instance.Record;
        if (events.Count > 0)
            set.Put(room.Keys.History(instance.Id, record.HistoryLength++), history.Append(events), isFresh: true);
        (record.Status, record.ExecutionId) = ((int)history.State.Status, history.State.ExecutionId);
        (record.PendingActivities, record.ScheduledStart) = (history.State.PendingActivities.Count, 0);
    }

    // The old run's history goes, and with it all that was asked for in it; what came from outside is for the next run.
    private void Renew(Instance instance, TurnCommit commit, int taken, WriteSet set)
    {
        var (record, old) = (instance.Record, instance.History);
        for (var i = 0; i < record.HistoryLength; i++) set.Delete(room.Keys.History(instance.Id, i));
        var rest = (instance.Inbox ?? []).Skip(taken).Select(item => item.Event).OfType<HistoryEvent>().Where(Turn.OutlivesRun).ToList();
        parts.Inboxes.Remove(instance, instance.Inbox?.Count ?? 0, set);
        room.Queue.Cancel(instance);
        parts.Clocks.Stop(instance);

        (record.HistoryLength, record.NextTimer, record.PendingActivities) = (0, 0, 0);
        record.Generation++;
        record.Status = (int)WorkflowStatus.Running;
        record.ExecutionId = commit.NextRun[0].ExecutionStarted.WorkflowInstance.ExecutionId ?? "";
        instance.History = new History { CustomStatus = old?.CustomStatus };
        SetCustomStatus(instance, instance.History, commit.CustomStatus, set);
        foreach (var each in commit.NextRun.Concat(rest)) parts.Inboxes.Deliver(instance, each, set);
    }

    private void SetCustomStatus(Instance instance, History history, string? status, WriteSet set)
    {
        if (history.CustomStatus == status) return;
        history.CustomStatus = status;
        if (status is null) set.Delete(room.Keys.CustomStatus(instance.Id));
        else set.Put(room.Keys.CustomStatus(instance.Id), System.Text.Encoding.UTF8.GetBytes(status));
    }

    // On the writer's thread, when the commit is durable: only now may the world see it.
    private void Publish(Instance instance, IReadOnlyList<HistoryEvent> activities, WorkflowStatus status, int generation)
    {
        lock (room.Gate)
        {
            if (instance.IsErased) return;
            if (instance.Record.Generation == generation)
            {
                foreach (var scheduled in activities)
                    room.Queue.Add(new DueActivity(instance, instance.Record.ExecutionId, scheduled));
            }

            Tell(instance, status);
        }
    }

    private static void Tell(Instance instance, WorkflowStatus status)
    {
        if (instance.Waiters is not { } waiters) return;
        waiters.RemoveAll(waiter => waiter.Holds(status) && waiter.Reached.TrySetResult(true));
        if (waiters.Count == 0) instance.Waiters = null;
    }
}
