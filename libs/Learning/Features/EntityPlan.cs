using Platform.Learning.Features.Parts;

namespace Platform.Learning.Features;

/// <summary>What is remembered of each entity of a kind: features that need the same share a part.</summary>
internal sealed class EntityPlan(string name, int idField)
{
    private const int ObjectBytes = 40 + 24;

    public string Name { get; } = name;

    /// <summary>Position of the text field with the id of an entity that takes events in.</summary>
    public int IdField { get; } = idField;

    public List<PartPlan> Parts { get; } = [];

    /// <summary>Changes whenever the bytes of a state do; set when all parts are planned.</summary>
    public ulong Layout { get; private set; }

    public int MostBytes => ObjectBytes + Parts.Sum(part => 8 + part.MostBytes);

    /// <summary>Position of the part that is sought, made if need be.</summary>
    public int PartFor<TPlan>(Predicate<TPlan> isSought, Func<TPlan> make)
        where TPlan : PartPlan
    {
        var at = Parts.FindIndex(part => part is TPlan plan && isSought(plan));
        if (at >= 0) return at;

        Parts.Add(make());
        return Parts.Count - 1;
    }

    /// <summary>Ends the planning.</summary>
    /// <param name="names">Of the set.</param>
    /// <param name="clocks">Lengths of buckets of the set; those of this entity are added.</param>
    public void Close(FeatureNames names, List<int> clocks)
    {
        Layout = TextHash.OfField(string.Join('\n', Parts.Select(part => LineOf(part, names))));
        foreach (var window in Parts.OfType<WindowPlan>())
        {
            if (!clocks.Contains(window.Shape.BucketSeconds)) clocks.Add(window.Shape.BucketSeconds);
            window.Clock = clocks.IndexOf(window.Shape.BucketSeconds);
        }
    }

    private string LineOf(PartPlan part, FeatureNames names) =>
        $"{Name} {string.Join(' ', part.Condition < 0 ? [] : names.Conditions[part.Condition])} {part.Layout}";
}
