namespace Platform.Sigma.Matching;

/// <summary>Something that holds of an event or does not.</summary>
internal abstract class Condition
{
    public abstract bool Holds(SigmaEvent sigmaEvent);

    /// <summary>Adds the values that make it hold; called only when it does.</summary>
    public abstract void Explain(SigmaEvent sigmaEvent, List<SigmaEvidence> evidence);

    /// <summary>Literals of which an event must contain at least one for this to hold; null when it may hold without any.</summary>
    public abstract Literals? Needs();
}

/// <summary>At least so many of these hold: one is OR, all is AND.</summary>
internal sealed class AtLeast(int count, IReadOnlyList<Condition> parts) : Condition
{
    public static Condition Any(IReadOnlyList<Condition> parts) => parts is [var only] ? only : new AtLeast(1, parts);

    public static Condition All(IReadOnlyList<Condition> parts) => parts is [var only] ? only : new AtLeast(parts.Count, parts);

    public override bool Holds(SigmaEvent sigmaEvent)
    {
        var (missing, left) = (count, parts.Count);
        for (var i = 0; i < parts.Count && missing > 0 && left >= missing; i++, left--)
        {
            if (parts[i].Holds(sigmaEvent)) missing--;
        }

        return missing <= 0;
    }

    public override void Explain(SigmaEvent sigmaEvent, List<SigmaEvidence> evidence)
    {
        foreach (var part in parts.Where(part => part.Holds(sigmaEvent))) part.Explain(sigmaEvent, evidence);
    }

    public override Literals? Needs()
    {
        var needs = parts.Select(part => part.Needs());
        return count == parts.Count ? Literals.Rarest(needs) : Literals.Union(needs);
    }
}

/// <summary>The opposite.</summary>
internal sealed class Not(Condition inner) : Condition
{
    public override bool Holds(SigmaEvent sigmaEvent) => !inner.Holds(sigmaEvent);

    // What is absent is no evidence that one could show.
    public override void Explain(SigmaEvent sigmaEvent, List<SigmaEvidence> evidence) { }

    public override Literals? Needs() => null;
}

/// <summary>A field is there, whatever its value, or is not.</summary>
internal sealed class FieldExists(string field, bool expected) : Condition
{
    public override bool Holds(SigmaEvent sigmaEvent) => sigmaEvent.Read(field).Length > 0 == expected;

    public override void Explain(SigmaEvent sigmaEvent, List<SigmaEvidence> evidence) =>
        evidence.Add(new(field, sigmaEvent.Read(field) is [var first, ..] ? first.Text : null));

    public override Literals? Needs() => null;
}

/// <summary>A field is absent or has no value.</summary>
internal sealed class FieldIsNull(string field) : Condition
{
    public override bool Holds(SigmaEvent sigmaEvent) => Array.TrueForAll(sigmaEvent.Read(field), value => value.Text is null);

    public override void Explain(SigmaEvent sigmaEvent, List<SigmaEvidence> evidence) => evidence.Add(new(field, null));

    public override Literals? Needs() => null;
}
