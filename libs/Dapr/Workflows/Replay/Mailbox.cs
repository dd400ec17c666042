using Platform.TaskHub;

namespace Platform.Dapr.Replay;

/// <summary>Events by name, whose case does not count: the oldest event goes to the oldest wait, whichever came first.</summary>
internal sealed class Mailbox
{
    private readonly Dictionary<string, Box> boxes = new(StringComparer.OrdinalIgnoreCase);
    private int arrived;

    /// <summary>How many waits there are.</summary>
    public int Waiting { get; private set; }

    /// <summary>An event has come.</summary>
    public void Raise(HistoryEvent e)
    {
        var box = BoxOf(e.EventRaised.Name);
        while (box.Waits.TryDequeue(out var wait))
        {
            if (!wait.Source.TrySetResult(e.EventRaised.Input)) continue;
            Waiting--;
            return;
        }

        box.Events.Enqueue((arrived++, e));
    }

    /// <summary>Takes the oldest event of a name.</summary>
    public bool TryTake(string name, out string? payload)
    {
        var isThere = BoxOf(name).Events.TryDequeue(out var next);
        payload = isThere ? next.Event.EventRaised.Input : null;
        return isThere;
    }

    /// <summary>Waits for the next event of a name.</summary>
    public Wait Await(string name)
    {
        var wait = new Wait();
        BoxOf(name).Waits.Enqueue(wait);
        Waiting++;
        return wait;
    }

    /// <summary>Stops waiting; events go to the next wait.</summary>
    public void Cancel(Wait wait)
    {
        if (wait.Source.TrySetCanceled()) Waiting--;
    }

    /// <summary>Events that nobody took, in the order in which they came.</summary>
    public IEnumerable<HistoryEvent> Left() =>
        boxes.Values.SelectMany(box => box.Events).OrderBy(each => each.Order).Select(each => each.Event);

    private Box BoxOf(string name)
    {
        if (boxes.TryGetValue(name, out var box)) return box;
        return boxes[name] = new Box();
    }

    /// <summary>One wait.</summary>
    public sealed class Wait
    {
        public TaskCompletionSource<string?> Source { get; } = new();
    }

    private sealed class Box
    {
        public readonly Queue<(int Order, HistoryEvent Event)> Events = new();

        public readonly Queue<Wait> Waits = new();
    }
}
