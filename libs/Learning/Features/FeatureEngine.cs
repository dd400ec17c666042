namespace Platform.Learning.Features;

/// <summary>Computes the features of events and keeps the states of their entities up to date.</summary>
/// <remarks>
/// For each event: <see cref="Prepare"/>, <see cref="Extract"/> a vector from what was known before it, then <see cref="Observe"/> it.
/// A vector depends on the event and on what was observed and labelled before, in that order, and on nothing else. O(1) amortised for each
/// feature and without allocation once states have grown. An engine serves one thread; several engines may share a set.
/// </remarks>
/// <param name="set">What to compute.</param>
public sealed class FeatureEngine(FeatureSet set)
{
    private readonly double[] numbers = new double[set.Numbers.Count];
    private readonly ulong[] hashes = new ulong[set.Texts.Count];
    private readonly int[] buckets = new int[set.Clocks.Length];

    /// <summary>What is computed.</summary>
    public FeatureSet Set { get; } = set;

    /// <summary>Makes an event ready.</summary>
    /// <param name="time">When it happened, in Unix seconds; clipped to 1970 … 2106.</param>
    /// <param name="fields">Its numbers in the order of <see cref="FeatureSet.Numbers"/>; NaN and infinities are missing.</param>
    /// <param name="texts">Its texts in the order of <see cref="FeatureSet.Texts"/>; null and empty ones are missing.</param>
    /// <returns>The event, until the next one is made ready.</returns>
    /// <exception cref="ArgumentException">There are more or fewer numbers or texts than the set has.</exception>
    public FeatureEvent Prepare(long time, ReadOnlySpan<double> fields, ReadOnlySpan<string?> texts)
    {
        if (fields.Length != numbers.Length) throw new ArgumentException($"The set has {numbers.Length} numbers.", nameof(fields));
        if (texts.Length != hashes.Length) throw new ArgumentException($"The set has {hashes.Length} texts.", nameof(texts));

        for (var i = 0; i < fields.Length; i++) numbers[i] = FeatureEvent.Safe(fields[i]);
        for (var i = 0; i < texts.Length; i++) hashes[i] = TextHash.OfField(texts[i]);
        time = Math.Clamp(time, 0, uint.MaxValue);
        for (var i = 0; i < buckets.Length; i++) buckets[i] = (int)((uint)time / (uint)Set.Clocks[i]);
        return new()
        {
            Time = time, Numbers = numbers, Hashes = hashes, Texts = texts, Buckets = buckets, Conditions = Decide(),
        };
    }

    /// <summary>Fills the vector of an event; changes no state.</summary>
    /// <param name="e">The event.</param>
    /// <param name="states">Its entities' states in the order of <see cref="FeatureSet.Entities"/>; null where it has none.
    /// An entity that reads another kind's states is never added to, so an empty state may stand for one that is not known.</param>
    /// <param name="vector">Receives <see cref="FeatureSet.Count"/> values: finite, or NaN where there is nothing to compute from.</param>
    public void Extract(in FeatureEvent e, ReadOnlySpan<EntityState?> states, Span<float> vector)
    {
        Check(states, vector.Length);
        // A feature is about earlier ones only, so what later places still hold is never read.
        var seen = e.With(vector);
        for (var i = 0; i < Set.Steps.Length; i++)
        {
            var step = Set.Steps[i];
            var value = step.Feature.Entity < 0 ? FeatureReading.OfEvent(step.Feature, seen)
                : states[step.Feature.Entity] is { } state ? FeatureReading.OfEntity(step, seen, state)
                : double.NaN;
            vector[i] = float.IsFinite((float)value) ? (float)value : float.NaN;
        }
    }

    /// <summary>Takes an event into the states of its entities.</summary>
    /// <param name="e">The event.</param>
    /// <param name="states">Its entities' states, as for <see cref="Extract"/>.</param>
    /// <param name="vector">What <see cref="Extract"/> gave; a logged vector leads to the same states.</param>
    public void Observe(in FeatureEvent e, ReadOnlySpan<EntityState?> states, ReadOnlySpan<float> vector)
    {
        Check(states, vector.Length);
        var whole = e.With(vector);
        for (var entity = 0; entity < states.Length; entity++)
        {
            if (states[entity] is not { } state || Set.Sources[entity] != entity) continue;
            var plans = Set.Plans[entity].Parts;
            for (var i = 0; i < plans.Count; i++)
            {
                if (whole.Meets(plans[i].Condition)) state.Parts[i].Observe(whole);
            }
        }
    }

    /// <summary>Takes in what an observed event turned out to be, when that is learnt.</summary>
    /// <param name="e">The event, as it was when it was observed.</param>
    /// <param name="states">Its entities' states, as for <see cref="Extract"/>.</param>
    /// <param name="id">As <see cref="IdOf"/> gives it. A label that comes again changes nothing, one that differs corrects it,
    /// both as long as the event is among its entity's 16 latest known frauds; an older fraud that comes again counts again.</param>
    /// <param name="isFraud">What it turned out to be.</param>
    public void Label(in FeatureEvent e, ReadOnlySpan<EntityState?> states, ulong id, bool isFraud)
    {
        Check(states, Set.Count);
        for (var entity = 0; entity < states.Length; entity++)
        {
            if (states[entity] is not { } state || Set.Sources[entity] != entity) continue;
            var plans = Set.Plans[entity].Parts;
            for (var i = 0; i < plans.Count; i++)
            {
                if (e.Meets(plans[i].Condition)) state.Parts[i].Label(e, id, isFraud);
            }
        }
    }

    /// <summary>The number by which <see cref="Label"/> tells events apart.</summary>
    /// <param name="eventId">The event's id.</param>
    /// <returns>A well mixed hash, the same on every machine and run.</returns>
    public static ulong IdOf(string eventId) => TextHash.Of(eventId);

    private ulong Decide()
    {
        var met = 0UL;
        for (var i = 0; i < Set.Conditions.Length; i++)
        {
            var all = true;
            foreach (var test in Set.Conditions[i]) all &= hashes[test.Field] == test.Hash;
            if (all) met |= 1UL << i;
        }

        return met;
    }

    private void Check(ReadOnlySpan<EntityState?> states, int values)
    {
        if (states.Length != Set.Plans.Length) throw new ArgumentException($"The set has {Set.Plans.Length} entities.", nameof(states));
        if (values != Set.Count) throw new ArgumentException($"The set has {Set.Count} features.", nameof(values));
        for (var i = 0; i < states.Length; i++)
        {
            if (states[i] is { } state && !state.IsOf(Set.Plans[i]))
                throw new ArgumentException($"The state at {i} is of another kind or set.", nameof(states));
        }
    }
}
