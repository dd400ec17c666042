namespace Platform.Local.Workflows.Records;

/// <summary>The histories in memory, those longest unused let go first. Used under the engine's gate only.</summary>
internal sealed class HistoryCache(long mostBytes)
{
    // Parsed, an event takes several times its bytes; and a history is more than its events.
    private const long Overhead = 2_000;
    private const int Parsed = 3;

    private readonly LinkedList<Instance> recent = new();
    private long bytes;

    /// <summary>Notes that a history was loaded, used or has grown.</summary>
    public void Use(Instance instance)
    {
        if (instance.History is not { } history) return;
        Remove(instance);
        instance.Weight = Overhead + (Parsed * history.Bytes);
        bytes += instance.Weight;
        instance.Cached = recent.AddFirst(instance);
        Shrink();
    }

    public void Remove(Instance instance)
    {
        if (instance.Cached is not { } node) return;
        recent.Remove(node);
        bytes -= instance.Weight;
        (instance.Cached, instance.Weight) = (null, 0);
    }

    // One that is at work stays, however much that is: it would be loaded again at once.
    private void Shrink()
    {
        for (var node = recent.Last; node is not null && bytes > mostBytes;)
        {
            var (instance, before) = (node.Value, node.Previous);
            if (!instance.IsQueued && instance.Turn is null && node != recent.First)
            {
                Remove(instance);
                instance.History = null;
            }

            node = before;
        }
    }
}
