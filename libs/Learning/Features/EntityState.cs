using Platform.Learning.Features.Parts;

namespace Platform.Learning.Features;

/// <summary>All that a feature set remembers of one entity, in bounded memory: see <see cref="FeatureSet.MostBytes"/>.</summary>
/// <remarks>An entity with few events takes a fraction of that. Not safe for several threads.</remarks>
public sealed class EntityState
{
    private const ulong Format = 2;
    private readonly EntityPlan plan;

    internal EntityState(EntityPlan plan)
    {
        this.plan = plan;
        Parts = new Part[plan.Parts.Count];
        for (var i = 0; i < Parts.Length; i++) Parts[i] = plan.Parts[i].Create();
    }

    internal Part[] Parts { get; }

    /// <summary>Takes in what another state of the same kind of entity saw, such as another shard's or another period's half.</summary>
    /// <param name="other">A state whose events this one did not see; unchanged.</param>
    /// <exception cref="ArgumentException">It is of another kind or another feature set.</exception>
    /// <remarks>
    /// Counts, sums, extremes and sketches of distinct values are those of one state over all events as long as they fit; profiles,
    /// quantiles and fading weights are within their error of it. The order of merging changes results within that error only.
    /// </remarks>
    public void Merge(EntityState other)
    {
        if (other.plan.Layout != plan.Layout) throw new ArgumentException("The other state is of another kind of entity.", nameof(other));

        for (var i = 0; i < Parts.Length; i++) Parts[i].Merge(other.Parts[i]);
    }

    /// <summary>Writes the state: equal states give equal bytes.</summary>
    /// <param name="writer">Where to.</param>
    public void Write(PackedWriter writer)
    {
        writer.WriteNatural(Format);
        writer.WriteFixed(plan.Layout);
        foreach (var part in Parts) part.Write(writer);
    }

    internal bool IsOf(EntityPlan other) => plan == other;

    internal static EntityState Load(EntityPlan plan, ref PackedReader reader)
    {
        if (reader.ReadNatural() != Format) throw new FormatException("The state of an entity has an unknown format.");
        if (reader.ReadFixed() != plan.Layout) throw new FormatException("The state of an entity is of another feature set.");

        var state = new EntityState(plan);
        foreach (var part in state.Parts) part.Load(ref reader);
        return state;
    }
}
