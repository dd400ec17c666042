using Platform.Local.Workflows.Records;
using Platform.TaskHub;

namespace Platform.Local.Workflows;

/// <summary>Forgets finished instances on request, with their children if asked; by force also such that go on.</summary>
internal sealed class Purge(EngineRoom room, EngineParts parts, InstanceDesk desk)
{
    // A tree deeper or wider than this is purged in parts.
    private const int Most = 10_000;

    /// <returns>How many instances are gone; 0 when there is none of this id.</returns>
    /// <exception cref="GrpcException">The instance has not ended.</exception>
    public async Task<int> RunAsync(string instanceId, bool recursive, bool force, CancellationToken ct)
    {
        room.Writer.ThrowIfAway();
        if (!IsThere(instanceId)) return 0;
        var ids = recursive ? await FamilyAsync(instanceId, ct) : [instanceId];
        var (count, written) = Erase(ids, force);
        await room.Writer.DurableAsync(written, ct);
        return count;
    }

    private (int Count, Task Written) Erase(List<string> ids, bool force)
    {
        lock (room.Gate)
        {
            var found = ids.Select(room.Instances.GetValueOrDefault).OfType<Instance>().ToList();
            if (found.FirstOrDefault() is { IsOver: false } && !force)
                throw new GrpcException(GrpcStatus.Unknown, "orchestration has not yet completed");
            var set = new WriteSet();
            var gone = found.Where(instance => instance.IsOver || force).ToList();
            foreach (var instance in gone) parts.Births.Erase(instance, set);
            return (gone.Count, set.IsEmpty ? Task.CompletedTask : room.Writer.Enqueue(set));
        }
    }

    private async Task<List<string>> FamilyAsync(string instanceId, CancellationToken ct)
    {
        var family = new List<string> { instanceId };
        for (var i = 0; i < family.Count && family.Count < Most; i++)
        {
            if (!IsThere(family[i])) continue;
            var history = await desk.HistoryAsync(family[i], ct);
            family.AddRange(history.Select(each => each.ChildWorkflowInstanceCreated?.InstanceId).OfType<string>().Except(family).ToList());
        }

        return family;
    }

    private bool IsThere(string instanceId)
    {
        lock (room.Gate) return room.Instances.ContainsKey(instanceId);
    }
}
