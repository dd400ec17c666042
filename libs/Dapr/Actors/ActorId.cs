using System.Diagnostics.CodeAnalysis;

namespace Platform.Dapr;

/// <summary>Which actor of its type: any text that is not blank. Two ids are equal when their texts are.</summary>
public sealed class ActorId : IEquatable<ActorId>
{
    private readonly string id;

    /// <summary>Makes an id of a text.</summary>
    /// <param name="id">The text; upper and lower case differ.</param>
    /// <exception cref="ArgumentException">The text is empty or blank.</exception>
    public ActorId(string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        this.id = id;
    }

    /// <summary>A new id that nobody else has.</summary>
    /// <returns>The id.</returns>
    public static ActorId CreateRandom() => new(Guid.NewGuid().ToString("N"));

    /// <summary>The text.</summary>
    /// <returns>The text that the id was made of.</returns>
    public string GetId() => id;

    /// <inheritdoc/>
    public override string ToString() => id;

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] ActorId? other) => other is not null && id == other.id;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as ActorId);

    /// <inheritdoc/>
    public override int GetHashCode() => id.GetHashCode(StringComparison.Ordinal);

    /// <summary>Whether two ids have the same text.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when they are equal, or both null.</returns>
    public static bool operator ==(ActorId? left, ActorId? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two ids have different texts.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when they differ.</returns>
    public static bool operator !=(ActorId? left, ActorId? right) => !(left == right);
}
