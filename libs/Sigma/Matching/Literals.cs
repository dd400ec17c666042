namespace Platform.Sigma.Matching;

/// <summary>A text that a field must contain.</summary>
/// <param name="Field">The field; empty for any.</param>
/// <param name="Folded">The text, its case folded.</param>
/// <param name="IsWhole">True when the text must be the whole value.</param>
internal readonly record struct Literal(string Field, string Folded, bool IsWhole)
{
    public const string AnyField = "";

    // Only the order matters: a longer text is rarer, and so is a whole value.
    public double Chance => 1.0 / Math.Pow(Folded.Length + (IsWhole ? 4 : 0), 3);
}

/// <summary>Texts of which an event must contain at least one.</summary>
internal sealed class Literals(IReadOnlyList<Literal> all)
{
    // Beyond that an index would be larger than the rule is worth.
    private const int MostLiterals = 20_000;

    public IReadOnlyList<Literal> All { get; } = all;

    private double Chance { get; } = all.Sum(literal => literal.Chance);

    /// <summary>What at least one of several conditions needs; null when one of them needs nothing, or all together too many.</summary>
    public static Literals? Union(IEnumerable<Literals?> parts)
    {
        var all = new List<Literal>();
        foreach (var part in parts)
        {
            if (part is null || all.Count + part.All.Count > MostLiterals) return null;
            all.AddRange(part.All);
        }

        return new([.. all.Distinct()]);
    }

    /// <summary>Of what several conditions need that must all hold, that which is least likely; null when none needs anything.</summary>
    public static Literals? Rarest(IEnumerable<Literals?> parts) => parts.OfType<Literals>().MinBy(part => part.Chance);
}
