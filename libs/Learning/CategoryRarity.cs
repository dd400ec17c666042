using System.Collections.Frozen;

namespace Platform.Learning;

/// <summary>Turns a category into a number: how rare it is among ordinary events.</summary>
/// <remarks>
/// A forest cuts off what is rare, so it reads the surprise -ln(share) directly; one column a value would hide a rare value among many
/// columns that are nearly always 0. Immutable, safe for many threads. Source: self-information, Shannon, 1948, with half a count for what
/// was never seen (Krichevsky, Trofimov, 1981).
/// </remarks>
public sealed class CategoryRarity
{
    private readonly FrozenDictionary<string, float> surprises;

    private CategoryRarity(FrozenDictionary<string, float> surprises, float unseen) => (this.surprises, Unseen) = (surprises, unseen);

    /// <summary>The surprise of a category that was never seen: the largest there is.</summary>
    public float Unseen { get; }

    /// <summary>Counts the categories of ordinary events.</summary>
    /// <param name="categories">One an event, at least one; compared letter by letter.</param>
    /// <returns>Their rarities. Memory follows the different categories.</returns>
    /// <exception cref="ArgumentException">There is no event.</exception>
    public static CategoryRarity Of(IEnumerable<string> categories)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var total = 0;
        foreach (var category in categories)
        {
            counts[category] = counts.GetValueOrDefault(category) + 1;
            total++;
        }

        if (total == 0) throw new ArgumentException("At least one event is needed.", nameof(categories));
        var surprises = counts.ToFrozenDictionary(one => one.Key, one => Surprise(one.Value, total), StringComparer.Ordinal);
        return new(surprises, Surprise(0, total));
    }

    /// <summary>How surprising a category is.</summary>
    /// <param name="category">Any text.</param>
    /// <returns>-ln of its share, near 0 for what is nearly always so, in nats.</returns>
    public float SurpriseOf(string category) => surprises.GetValueOrDefault(category, Unseen);

    private static float Surprise(int count, int total) => (float)-Math.Log((count + 0.5) / (total + 0.5));
}
