using Platform.Local.Workflows.Records;
using Platform.TaskHub.Turns;

namespace Platform.Local.Workflows;

/// <summary>What instances wait for in time: one entry each on the host's wheel, for whatever comes first. Under the gate.</summary>
internal sealed class Clocks(EngineRoom room, Inboxes inboxes)
{
    /// <summary>Sets the wheel to what the record says.</summary>
    public void Arm(Instance instance)
    {
        var due = instance.IsErased || instance.IsOver ? 0
            : instance.Status is TaskHub.WorkflowStatus.Pending ? instance.Record.ScheduledStart
            : instance.Record.NextTimer;
        Set(instance, due, () => Due(instance));
    }

    /// <summary>Sets the wheel to a moment of the instance's afterlife.</summary>
    public void At(Instance instance, DateTimeOffset due, Action callback) => Set(instance, due.UtcTicks, callback);

    public void Stop(Instance instance) => Set(instance, 0, () => { });

    /// <summary>When the next timer is due that has not fired, in ticks of UTC; 0 for none.</summary>
    public static long Next(Instance instance)
    {
        if (instance.History?.State.PendingTimers is not { Count: > 0 } timers) return 0;
        var fired = Fired(instance);
        var next = DateTimeOffset.MaxValue;
        foreach (var (id, due) in timers)
        {
            if (due < next && !fired.Contains(id)) next = due;
        }

        return next == DateTimeOffset.MaxValue ? 0 : next.UtcTicks;
    }

    /// <summary>Puts every timer that is due into the inbox; the history is loaded.</summary>
    public void Fire(Instance instance, WriteSet set)
    {
        if (instance.IsOver || instance.History?.State.PendingTimers is not { Count: > 0 } timers) return;
        var (now, fired) = (room.Now, Fired(instance));
        var due = timers.Where(timer => timer.Value <= now && !fired.Contains(timer.Key));
        foreach (var (id, at) in due.OrderBy(timer => timer.Value).ThenBy(timer => timer.Key).ToList())
            inboxes.Deliver(instance, NewEvent.Fired(id, at, now), set);

        instance.Record.NextTimer = Next(instance);
        Arm(instance);
    }

    // The history may be in the store only; then whoever takes the instance from the queue loads it and fires.
    private void Due(Instance instance)
    {
        lock (room.Gate)
        {
            instance.TimerDue = 0;
            if (instance.IsErased || instance.IsOver) return;
            if (instance.Status is TaskHub.WorkflowStatus.Pending) inboxes.Wake(instance);
            else if (instance.History is null) Look(instance);
            else FireLoaded(instance);
        }
    }

    private void FireLoaded(Instance instance)
    {
        var set = new WriteSet();
        Fire(instance, set);
        if (!set.IsEmpty) room.Writer.Enqueue(set);
    }

    private void Look(Instance instance)
    {
        if (!instance.IsQueued && instance.Turn is null) room.Queue.Add(instance);
    }

    private void Set(Instance instance, long due, Action callback)
    {
        if (instance.TimerDue == due && due != 0) return;
        instance.Timer?.Dispose();
        (instance.Timer, instance.TimerDue) = (null, due);
        if (due != 0) instance.Timer = room.Options.Wheel.At(new DateTimeOffset(due, TimeSpan.Zero), callback);
    }

    private static HashSet<int> Fired(Instance instance)
    {
        var fired = new HashSet<int>();
        foreach (var item in instance.Inbox ?? [])
        {
            if (item.Event?.TimerFired is { } timer) fired.Add(timer.TimerId);
        }

        return fired;
    }
}
