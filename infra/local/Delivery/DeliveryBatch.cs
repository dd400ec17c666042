using Platform.Local.Components;

namespace Platform.Local.Delivery;

/// <summary>Messages of one portion that go to the same path, and which of them are still open.</summary>
internal sealed class DeliveryBatch(IPortion portion, string path, bool raw)
{
    private readonly TaskCompletionSource tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<int> open = [];
    private int parts = 1;

    public string Path => path;

    /// <summary>Places in the portion, in order.</summary>
    public IReadOnlyList<int> Open => open;

    /// <summary>Done when the first attempt is over, whatever came of it.</summary>
    public Task Tried => tried.Task;

    public void Add(int index) => open.Add(index);

    public Message MessageAt(int index) => portion.Messages[index];

    public void Settle(int index, Outcome outcome) => portion.Settle(index, outcome);

    public void MarkTried() => tried.TrySetResult();

    /// <summary>What the next attempt sends, call by call.</summary>
    public IEnumerable<int[]> Calls() => open.Chunk(Math.Max(1, (open.Count + parts - 1) / parts));

    /// <summary>
    /// When a whole call failed, one bad message may be to blame: the next attempt sends each half by itself, so that after a few attempts
    /// the bad one stands alone and the others are through.
    /// </summary>
    public void Halve() => parts = Math.Min(parts * 2, Math.Max(open.Count, 1));

    public void Remove(IReadOnlySet<int> done) => open = open.FindAll(index => !done.Contains(index));

    public DeliveredEvent[] Events(int[] indices, Func<Message, DeliveredEvent> present) =>
        Array.ConvertAll(indices, index => raw
            ? present(MessageAt(index))
            : new DeliveredEvent(MessageAt(index).Data, MessageAt(index).Metadata));
}
