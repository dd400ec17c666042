namespace Platform.Ingest;

/// <summary>Valid events of a request that will be recorded and published together; a repeated id counts but is kept once.</summary>
internal sealed class EventBatch<T>(EventKind<T> kind, int capacity)
{
    private readonly List<T> events = [];
    private readonly HashSet<string> ids = new(StringComparer.Ordinal);

    /// <summary>What kind of events they are.</summary>
    public EventKind<T> Kind => kind;

    /// <summary>The first event of each id, in the order they came.</summary>
    public IReadOnlyList<T> Events => events;

    /// <summary>Events added, repeated ids included.</summary>
    public int Count { get; private set; }

    public bool IsEmpty => Count is 0;

    public bool IsFull => Count >= capacity;

    public void Add(T e)
    {
        Count++;
        if (ids.Add(kind.IdOf(e)))
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
