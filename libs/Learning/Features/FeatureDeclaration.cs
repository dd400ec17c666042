using Platform.Learning.Features.Parts;

namespace Platform.Learning.Features;

/// <summary>One declared feature, checked: fields and entities are positions, times are seconds.</summary>
internal sealed record FeatureDeclaration(string Name, FeatureFunction Function)
{
    public const int None = -1;

    public int Entity { get; init; } = None;

    /// <summary>Position of the number it is about; past the numbers come the earlier features.</summary>
    public int Number { get; init; } = None;

    /// <summary>Position of the second number of a sum or quotient, as <see cref="Number"/>.</summary>
    public int With { get; init; } = None;

    public int TextField { get; init; } = None;

    /// <summary>The text by whose values a baseline is kept apart.</summary>
    public int By { get; init; } = None;

    /// <summary>Events over which a baseline forgets.</summary>
    public int Memory { get; init; } = RobustProfile.Memory;

    /// <summary>Values of a text that are remembered.</summary>
    public int Keep { get; init; } = ValuesPlan.Exact;

    public double Least { get; init; }

    public double Most { get; init; }

    /// <summary>Needed by other features only; models and people are spared it.</summary>
    public bool IsInternal { get; init; }

    /// <summary>Position of the condition under which events are taken in.</summary>
    public int Condition { get; init; } = None;

    /// <summary>Seconds; 0 for all of the entity's life.</summary>
    public long Window { get; init; }

    /// <summary>Last so many events; 0 for a window of time.</summary>
    public int Events { get; init; }

    public long Delay { get; init; }

    public long Per { get; init; }

    /// <summary>The quantile or the prior.</summary>
    public double Parameter { get; init; }

    /// <summary>Hash of the text that a one-hot feature looks for.</summary>
    public ulong Is { get; init; }

    public int Latitude { get; init; } = None;

    public int Longitude { get; init; } = None;

    public string? Text { get; init; }

    public string? Unit { get; init; }
}

/// <summary>What people and APIs may know of a feature.</summary>
/// <param name="Name">Its name, unique in its set.</param>
/// <param name="Function">The function that computes it.</param>
/// <param name="Entity">The entity whose history it reads; null when it reads the event only.</param>
/// <param name="Text">Words for a reason, in which {value} stands for the value; null when none were written.</param>
/// <param name="Unit">Unit of the value; null when it has none.</param>
/// <param name="IsInternal">True when other features need it and nobody else does: models, rules and APIs leave it out.</param>
public sealed record FeatureInfo(string Name, string Function, string? Entity, string? Text, string? Unit, bool IsInternal);

/// <summary>A kind of entity as declared.</summary>
/// <param name="Field">The text field with its id.</param>
/// <param name="Of">Position of the kind whose states it reads without adding to them; -1 when its states are its own.</param>
internal sealed record EntityDeclaration(string Field, int Of = FeatureDeclaration.None);

/// <summary>An equality that an event must meet to be taken in: a text field has a certain hash.</summary>
internal readonly record struct FieldTest(int Field, ulong Hash);
