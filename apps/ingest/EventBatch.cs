using Platform.Contracts;

namespace Platform.Ingest;

/// <summary>Valid events of a request that will be recorded and published together; a repeated id counts but is kept once.</summary>
internal sealed class EventBatch(int capacity)
{
    private readonly List<Transaction> events = [];
    private readonly HashSet<string> ids = new(StringComparer.Ordinal);

    /// <summary>The first event of each id, in the order they came.</summary>
    public IReadOnlyList<Transaction> Events => events;

    /// <summary>Events added, repeated ids included.</summary>
    public int Count { get; private set; }

    public bool IsEmpty => Count is 0;

    public bool IsFull => Count >= capacity;

    public void Add(Transaction e)
    {
        Count++;
        if (ids.Add(e.Id))
        {
            events.Add(e);
        }
    }

    public void Clear()
    {
        Count = 0;
        events.Clear();
        ids.Clear();
    }
}
