namespace Platform.Learning.Features.Parts;

/// <summary>What an entity remembers for one or more features; shared by those that need the same.</summary>
internal abstract class Part
{
    /// <summary>Takes an event of the entity in that meets the part's condition.</summary>
    public abstract void Observe(in FeatureEvent e);

    /// <summary>Takes in what an earlier event turned out to be.</summary>
    public virtual void Label(in FeatureEvent e, ulong id, bool isFraud)
    {
    }

    /// <summary>Takes in what another part of the same plan saw.</summary>
    public abstract void Merge(Part other);

    public abstract void Write(PackedWriter writer);

    /// <exception cref="FormatException">The bytes are damaged.</exception>
    public abstract void Load(ref PackedReader reader);
}

/// <summary>What a part is to remember, and under which condition it takes an event in.</summary>
internal abstract class PartPlan(int condition)
{
    public int Condition { get; } = condition;

    /// <summary>The most memory that one part takes, in bytes.</summary>
    public abstract int MostBytes { get; }

    /// <summary>What a part's bytes depend on besides the condition.</summary>
    public abstract string Layout { get; }

    public abstract Part Create();
}
