using Platform.Risk.Features;

namespace Platform.Risk.Scoring;

/// <summary>One tenant's entities in memory, with the order in which they were last used and which of them changed.</summary>
/// <remarks>Not safe for several threads. The caller keeps it bounded: entities over the limit leave by <see cref="Evict"/>.</remarks>
internal sealed class EntityTable(int limit = int.MaxValue)
{
    private readonly Dictionary<string, LinkedListNode<Slot>>[] byKind = [new(StringComparer.Ordinal), new(StringComparer.Ordinal)];
    private readonly LinkedList<Slot> byUse = new();
    private readonly HashSet<EntityState> dirty = [];

    public int Count => byUse.Count;

    public IReadOnlyCollection<EntityState> Dirty => dirty;

    public int Limit => limit;

    public int Excess => Math.Max(0, Count - limit);

    /// <summary>True when the entity is in memory.</summary>
    public bool Knows(EntityKind kind, string id) => byKind[(int)kind].ContainsKey(id);

    /// <summary>The entity, made anew when it is not in memory; it is about to change.</summary>
    public EntityState Get(EntityKind kind, string id)
    {
        if (!byKind[(int)kind].TryGetValue(id, out var node)) node = Add(new(kind, id));
        else if (node != byUse.Last) MoveLast(node);

        var state = node.Value.State;
        if (!state.IsDirty) state.IsDirty = dirty.Add(state);
        return state;
    }

    /// <summary>Takes in an entity that was loaded.</summary>
    public void Load(EntityState state)
    {
        if (!Knows(state.Kind, state.Id)) Add(state);
    }

    /// <summary>Notes that an entity's state was written as it was at a position.</summary>
    public void Saved(EntityState state, long sequence)
    {
        if (state.Sequence == sequence) state.IsDirty = !dirty.Remove(state);
    }

    /// <summary>Forgets the entities over the limit that were not used for longest and hold nothing unwritten.</summary>
    public void Evict()
    {
        var node = byUse.First;
        for (var excess = Excess; excess > 0 && node is not null; excess--)
        {
            var next = node.Next;
            if (!node.Value.State.IsDirty) Remove(node);
            node = next;
        }
    }

    private LinkedListNode<Slot> Add(EntityState state) => byKind[(int)state.Kind][state.Id] = byUse.AddLast(new Slot(state));

    private void Remove(LinkedListNode<Slot> node)
    {
        byUse.Remove(node);
        byKind[(int)node.Value.State.Kind].Remove(node.Value.State.Id);
    }

    private void MoveLast(LinkedListNode<Slot> node)
    {
        byUse.Remove(node);
        byUse.AddLast(node);
    }

    private readonly record struct Slot(EntityState State);
}
