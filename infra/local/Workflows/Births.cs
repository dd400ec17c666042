using System.Text;
using Platform.Local.Workflows.Records;
using Platform.TaskHub;
using Platform.TaskHub.Turns;

namespace Platform.Local.Workflows;

/// <summary>Instances that begin and that are forgotten. Under the gate.</summary>
internal sealed class Births(EngineRoom room, Inboxes inboxes, Clocks clocks)
{
    // PostgreSQL keeps keys of some 2,600 bytes in an index; the app's name and what follows the id need some room.
    private const int LongestId = 1_000;

    /// <summary>What is wrong with an instance id; null when nothing is.</summary>
    public static string? Problem(string instanceId) =>
        instanceId.Length == 0 ? "the instance id is empty"
        : instanceId.Contains('\0', StringComparison.Ordinal) ? "the instance id has a character that cannot be stored (U+0000)"
        : Encoding.UTF8.GetByteCount(instanceId) > LongestId ? $"the instance id is longer than {LongestId} bytes"
        : null;

    /// <summary>Begins an instance; one that ended under the same id is forgotten.</summary>
    /// <returns>False when one of that id goes on.</returns>
    public bool TryCreate(NewInstance created, WriteSet set)
    {
        if (room.Instances.TryGetValue(created.InstanceId, out var existing))
        {
            if (!existing.IsOver) return false;
            Erase(existing, set);
        }

        var instance = Add(created, new History(), set);
        room.PutRecord(instance, set);
        inboxes.Deliver(instance, created.Start, set);
        clocks.Arm(instance);
        return true;
    }

    /// <summary>Adds an instance with the history it has already; its first event is in it, or comes into the inbox.</summary>
    public Instance Add(NewInstance created, History history, WriteSet set)
    {
        var started = created.Start.ExecutionStarted;
        var instance = new Instance(created.InstanceId, new InstanceRecord
        {
            Name = string.Intern(started.Name),
            Status = (int)WorkflowStatus.Pending,
            ExecutionId = started.WorkflowInstance?.ExecutionId ?? "",
            ScheduledStart = Moment.Of(started.ScheduledStartTimestamp) is { } start && start > room.Now ? start.UtcTicks : 0,
        })
        {
            History = history,
        };
        room.Instances[created.InstanceId] = instance;
        room.Cache.Use(instance);
        set.Touch(instance);
        return instance;
    }

    /// <summary>Forgets an instance and deletes all that is stored of it.</summary>
    public void Erase(Instance instance, WriteSet set)
    {
        var (keys, id) = (room.Keys, instance.Id);
        set.Delete(keys.Metadata(id));
        set.Delete(keys.CustomStatus(id));
        for (var i = 0; i < instance.Record.HistoryLength; i++) set.Delete(keys.History(id, i));
        foreach (var item in instance.Inbox ?? []) set.Delete(keys.Inbox(id, item.Number));
        instance.IsErased = true;
        clocks.Stop(instance);
        room.Queue.Cancel(instance);
        room.Cache.Remove(instance);
        room.Instances.Remove(id);
        foreach (var waiter in instance.Waiters ?? []) waiter.Reached.TrySetResult(false);
        instance.Waiters = null;
    }
}
