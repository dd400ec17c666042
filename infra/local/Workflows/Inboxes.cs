using Platform.Local.Workflows.Records;
using Platform.TaskHub;

namespace Platform.Local.Workflows;

/// <summary>Events on their way into instances. Under the gate.</summary>
internal sealed class Inboxes(EngineRoom room)
{
    /// <summary>Puts an event into the inbox; one for an instance that has ended is dropped.</summary>
    public void Deliver(Instance instance, HistoryEvent arrived, WriteSet set)
    {
        if (instance.IsOver) return;
        var number = instance.Record.NextInbox++;
        (instance.Inbox ??= []).Add(new InboxItem(number, arrived));
        set.Put(room.Keys.Inbox(instance.Id, number), arrived, isFresh: true);
        set.Touch(instance);
        Wake(instance);
    }

    /// <summary>Queues a turn when there is something for it and none is under way.</summary>
    public void Wake(Instance instance)
    {
        if (instance.IsQueued || instance.Turn is not null || instance.IsErased) return;
        if (instance.LacksActivities || IsDue(instance)) room.Queue.Add(instance);
    }

    /// <summary>Whether the next turn may begin.</summary>
    public bool IsDue(Instance instance)
    {
        if (instance.Inbox is not { Count: > 0 } inbox || instance.IsOver) return false;
        var waits = instance.Status is WorkflowStatus.Stalled || instance.Record.ScheduledStart > room.Now.UtcTicks;
        return !waits || IsToldToEnd(instance);
    }

    /// <summary>Whether the inbox has a termination.</summary>
    public static bool IsToldToEnd(Instance instance) =>
        instance.Inbox?.Exists(item => item.Event?.ExecutionTerminated is not null) is true;

    /// <summary>Takes an event out, whose turn is committed.</summary>
    public void Remove(Instance instance, int count, WriteSet set)
    {
        if (instance.Inbox is not { } inbox) return;
        for (var i = 0; i < count; i++) set.Delete(room.Keys.Inbox(instance.Id, inbox[i].Number));
        inbox.RemoveRange(0, count);
        if (inbox.Count == 0) instance.Inbox = null;
    }
}
