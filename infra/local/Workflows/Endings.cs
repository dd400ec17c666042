using Platform.Local.Workflows.Records;

namespace Platform.Local.Workflows;

/// <summary>What happens when an instance ends, and after its time is up. Under the gate.</summary>
internal sealed class Endings(EngineRoom room, Births births, Clocks clocks)
{
    /// <summary>The instance has just ended: nothing reaches it any more.</summary>
    public void End(Instance instance, WriteSet set)
    {
        foreach (var item in instance.Inbox ?? []) set.Delete(room.Keys.Inbox(instance.Id, item.Number));
        instance.Inbox = null;
        (instance.Record.NextTimer, instance.Record.EndedAt) = (0, room.Now.UtcTicks);
        instance.Record.Unawaited.Clear();
        instance.Record.Unawaited.AddRange(instance.History?.State.PendingActivities.Keys ?? []);
        clocks.Stop(instance);
        Keep(instance);
    }

    /// <summary>Sets the clock to when the instance is forgotten, if it ever is.</summary>
    public void Keep(Instance instance)
    {
        if (room.Options.Settings.KeptFor(instance.Status) is not { } kept) return;
        var ended = new DateTimeOffset(instance.Record.EndedAt, TimeSpan.Zero);
        var left = DateTimeOffset.MaxValue - ended;
        clocks.At(instance, kept < left ? ended + kept : DateTimeOffset.MaxValue, () => Forget(instance));
    }

    private void Forget(Instance instance)
    {
        lock (room.Gate)
        {
            if (instance.IsErased) return;
            var set = new WriteSet();
            births.Erase(instance, set);
            room.Writer.Enqueue(set);
        }
    }
}
