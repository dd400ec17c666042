using Platform.Risk.Features;
using Platform.Scoring;

namespace Platform.Risk.Scoring;

/// <summary>One tenant's entities in memory, with the order in which they were last used and which of them changed.</summary>
/// <remarks>Not safe for several threads. The caller keeps it bounded: entities over the limit leave by <see cref="Evict"/>.</remarks>
internal sealed class EntityTable(int limit = int.MaxValue)
{
    private readonly Dictionary<string, LinkedListNode<Slot>>[] byKind =
        [.. Enum.GetValues<EntityKind>().Select(_ => new Dictionary<string, LinkedListNode<Slot>>(StringComparer.Ordinal))];

    private readonly LinkedList<Slot> byUse = new();
    private readonly HashSet<Entity> dirty = [];

    public int Count => byUse.Count;

    public IReadOnlyCollection<Entity> Dirty => dirty;

    public int Limit => limit;

    public int Excess => Math.Max(0, Count - limit);

    /// <summary>True when the entity is in memory.</summary>
    public bool Knows(EntityName name) => byKind[(int)name.Kind].ContainsKey(name.Id);

    /// <summary>The entity, made anew when it is not in memory; it is about to change.</summary>
    public Entity Get(EntityName name)
    {
        if (!byKind[(int)name.Kind].TryGetValue(name.Id, out var node)) node = Add(new(name));
        else if (node != byUse.Last) MoveLast(node);

        var state = node.Value.State;
        if (!state.IsDirty) state.IsDirty = dirty.Add(state);
        return state;
    }

    /// <summary>Takes in an entity that was loaded.</summary>
    public void Load(Entity state)
    {
        if (!Knows(state.Name)) Add(state);
    }

    /// <summary>Notes that an entity's state was written as it was at a mark.</summary>
    public void Saved(Entity state, LogMark mark)
    {
        if (state.Mark == mark) state.IsDirty = !dirty.Remove(state);
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

    private LinkedListNode<Slot> Add(Entity state) =>
        byKind[(int)state.Name.Kind][state.Name.Id] = byUse.AddLast(new Slot(state));

    private void Remove(LinkedListNode<Slot> node)
    {
        byUse.Remove(node);
        byKind[(int)node.Value.State.Name.Kind].Remove(node.Value.State.Name.Id);
    }

    private void MoveLast(LinkedListNode<Slot> node)
    {
        byUse.Remove(node);
        byUse.AddLast(node);
    }

    private readonly record struct Slot(Entity State);
}
