namespace Platform.Learning.Features;

/// <summary>An event of the past and what it turned out to be.</summary>
/// <param name="Time">When it happened, in Unix seconds.</param>
/// <param name="Numbers">As for <see cref="FeatureEngine.Prepare"/>.</param>
/// <param name="Texts">As for <see cref="FeatureEngine.Prepare"/>.</param>
/// <param name="IsFraud">What it turned out to be; null when it never was labelled.</param>
/// <param name="LabelTime">When that was learnt, in Unix seconds.</param>
public sealed record PastEvent(long Time, double[] Numbers, string?[] Texts, bool? IsFraud, long LabelTime);

/// <summary>Computes the vectors of past events as scoring would have computed them then, with the same engine.</summary>
/// <remarks>
/// Events go through in the order of their time, equal times in the order given; a label comes in when the first event at or after its
/// time does, and after its own event. Afterwards the states are those that scoring can go on with.
/// </remarks>
/// <param name="set">What to compute.</param>
public sealed class FeatureHistory(FeatureSet set)
{
    private readonly FeatureEngine engine = new(set);
    private readonly Dictionary<string, EntityState>[] states = StatesOf(set);
    private readonly EntityState[] unknown = [.. set.Entities.Select((_, i) => set.NewState(i))];
    private readonly int[] idFields = [.. set.Entities.Select((_, i) => set.IdFieldOf(i))];
    private readonly PriorityQueue<(PastEvent Event, long Order), (long Time, long Order)> labels = new();
    private long observed;
    private readonly EntityState?[] ends = new EntityState?[set.Entities.Count];

    /// <summary>The entities that were met, by kind in the order of <see cref="FeatureSet.Entities"/>, by id.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, EntityState>> States => states;

    /// <summary>Runs events through the engine.</summary>
    /// <param name="events">In any order; later than those of earlier calls.</param>
    /// <returns>Their vectors, row after row in the order of <paramref name="events"/>.</returns>
    public float[] Run(IReadOnlyList<PastEvent> events)
    {
        var rows = new float[events.Count * set.Count];
        foreach (var i in Enumerable.Range(0, events.Count).OrderBy(i => events[i].Time))
        {
            TakeLabels(events[i].Time);
            var e = Prepare(events[i]);
            var row = rows.AsSpan(i * set.Count, set.Count);
            engine.Extract(e, ends, row);
            engine.Observe(e, ends, row);
            observed++;
            if (events[i].IsFraud is not null) labels.Enqueue((events[i], observed), (events[i].LabelTime, observed));
        }

        return rows;
    }

    // Labels that nobody would have known by the last event stay for a later call.
    private void TakeLabels(long now)
    {
        while (labels.TryPeek(out var label, out var due) && due.Time <= now)
        {
            labels.Dequeue();
            engine.Label(Prepare(label.Event), ends, SplitMix.Mix((ulong)label.Order), label.Event.IsFraud is true);
        }
    }

    private FeatureEvent Prepare(PastEvent past)
    {
        for (var i = 0; i < ends.Length; i++)
        {
            var id = past.Texts[idFields[i]];
            ends[i] = string.IsNullOrEmpty(id) ? null : StateOf(i, id);
        }

        return engine.Prepare(past.Time, past.Numbers, past.Texts);
    }

    private static Dictionary<string, EntityState>[] StatesOf(FeatureSet set)
    {
        var states = new Dictionary<string, EntityState>[set.Entities.Count];
        for (var i = 0; i < states.Length; i++) states[i] = set.SourceOf(i) == i ? [] : states[set.SourceOf(i)];
        return states;
    }

    private EntityState StateOf(int entity, string id)
    {
        if (states[entity].TryGetValue(id, out var known)) return known;
        if (set.SourceOf(entity) != entity) return unknown[entity];
        return states[entity][id] = set.NewState(entity);
    }
}
