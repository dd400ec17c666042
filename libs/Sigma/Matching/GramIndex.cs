namespace Platform.Sigma.Matching;

/// <summary>Literals found in a text by one gram of each: four characters of it, or all where it is shorter.</summary>
/// <remarks>
/// A gram is one machine word, so a step is one multiplication and one look into a table that is mostly empty. An automaton over all
/// literals was not tried: with the characters of all languages its table is large, and here most texts contain none of them.
/// </remarks>
internal sealed class GramIndex
{
    public const int MostLength = 4;
    private const int BitsOfChar = 16;
    private const ulong Spread = 0x9E3779B97F4A7C15;

    private readonly int length;
    private readonly int shift;
    private readonly ulong mask;
    private readonly Slot[] slots;

    /// <param name="length">Of the grams; every literal has at least so many characters.</param>
    /// <param name="literals">The literals, different ones, with their rules.</param>
    public GramIndex(int length, IReadOnlyList<KeyValuePair<string, int[]>> literals)
    {
        this.length = length;
        mask = ulong.MaxValue >> (64 - length * BitsOfChar);
        var entries = ByRarestGram(literals);

        // At most an eighth of the slots is taken.
        var bits = 3 + (int)Math.Ceiling(Math.Log2(Math.Max(2, entries.Count)));
        (shift, slots) = (64 - bits, new Slot[1 << bits]);
        foreach (var (gram, own) in entries) slots[FreeSlot(gram)] = new(gram, [.. own]);
    }

    /// <summary>Sets the bit of each rule one of whose literals is in the text.</summary>
    public void Find(string text, Span<ulong> candidates)
    {
        var gram = 0UL;
        for (var end = 0; end < text.Length; end++)
        {
            gram = (gram << BitsOfChar | text[end]) & mask;
            if (end + 1 < length) continue;
            var spread = gram * Spread;
            for (var at = Home(spread); slots[at].Entries is { } entries; at = Next(at))
            {
                if (slots[at].Gram == spread) Check(text, end + 1 - length, entries, candidates);
            }
        }
    }

    private static void Check(string text, int at, Entry[] entries, Span<ulong> candidates)
    {
        foreach (var entry in entries)
        {
            var start = at - entry.Offset;
            if (start >= 0 && string.CompareOrdinal(text, start, entry.Literal, 0, entry.Literal.Length) == 0)
                FieldLiterals.Set(candidates, entry.Rules);
        }
    }

    // Of the grams of a literal the one that is in fewest others: ".EXE" says little.
    private Dictionary<ulong, List<Entry>> ByRarestGram(IReadOnlyList<KeyValuePair<string, int[]>> literals)
    {
        var counts = literals.SelectMany(literal => Grams(literal.Key)).CountBy(gram => gram).ToDictionary();
        var entries = new Dictionary<ulong, List<Entry>>();
        foreach (var (literal, rules) in literals)
        {
            var (offset, gram) = Grams(literal).Index().MinBy(each => counts[each.Item]);
            if (!entries.TryGetValue(gram, out var own)) entries[gram] = own = [];
            own.Add(new(literal, offset, rules));
        }

        return entries;
    }

    // Spread by an odd factor, so different ones stay different; as they are, too many would have the same place in a dictionary.
    private ulong[] Grams(string literal)
    {
        var grams = new ulong[literal.Length - length + 1];
        var gram = 0UL;
        for (var end = 0; end < literal.Length; end++)
        {
            gram = (gram << BitsOfChar | literal[end]) & mask;
            if (end + 1 >= length) grams[end + 1 - length] = gram * Spread;
        }

        return grams;
    }

    private int FreeSlot(ulong gram)
    {
        var at = Home(gram);
        while (slots[at].Entries is not null) at = Next(at);
        return at;
    }

    private int Home(ulong spread) => (int)(spread >> shift);

    private int Next(int at) => (at + 1) & (slots.Length - 1);

    private readonly record struct Slot(ulong Gram, Entry[]? Entries);

    private sealed record Entry(string Literal, int Offset, int[] Rules);
}
