using System.Globalization;
using System.Text.RegularExpressions;
using Platform.Sigma.Matching;

namespace Platform.Sigma.Reading;

/// <summary>Reads a condition: names of searches with and, or, not, parentheses and "N of".</summary>
internal sealed partial class ConditionReader
{
    private const int MostDepth = 64;
    private const int MostWords = 1_000;

    private readonly YamlScalar scalar;
    private readonly string file;
    private readonly IReadOnlyList<KeyValuePair<string, Condition>> searches;
    private readonly List<(string Text, int At)> words;
    private int next;
    private int depth;

    public ConditionReader(YamlScalar scalar, string file, IReadOnlyList<KeyValuePair<string, Condition>> searches)
    {
        this.scalar = scalar;
        this.file = file;
        this.searches = searches;
        words = [.. Word().Matches(scalar.Value).Select(match => (match.Value, match.Index)), ("", scalar.Value.Length)];
    }

    /// <exception cref="SigmaException">It cannot be read, or names a search that is not there.</exception>
    public Condition Read()
    {
        if (words.Count > MostWords) throw Error($"A condition has at most {MostWords} words.");
        var condition = Either();
        return words[next].Text switch
        {
            "" => condition,
            "|" => throw Error("Aggregations after '|' are not supported."),
            var word => throw Error($"Here 'and', 'or' or the end is expected, not '{word}'."),
        };
    }

    private Condition Either() => Joined("or", Both, AtLeast.Any);

    private Condition Both() => Joined("and", Negated, AtLeast.All);

    private static bool Is(string word, string expected) => word.Equals(expected, StringComparison.OrdinalIgnoreCase);

    private Condition Joined(string word, Func<Condition> part, Func<IReadOnlyList<Condition>, Condition> join)
    {
        List<Condition> parts = [part()];
        while (Is(words[next].Text, word))
        {
            next++;
            parts.Add(part());
        }

        return join(parts);
    }

    private Condition Negated()
    {
        if (++depth > MostDepth) throw Error($"A condition is nested deeper than {MostDepth}.");
        var condition = Is(words[next].Text, "not") ? Opposite() : Single();
        depth--;
        return condition;
    }

    private Not Opposite()
    {
        next++;
        return new(Negated());
    }

    private Condition Single()
    {
        var word = words[next].Text;
        if (word is "(") return InParentheses();
        if (word is "" or ")" or "|" || Is(word, "and") || Is(word, "or")) throw Error("Here the name of a search is expected.");
        if (Is(words[next + 1].Text, "of")) return Several(word);

        var search = searches.FirstOrDefault(each => each.Key == word).Value ?? throw Error($"There is no search '{word}'.");
        next++;
        return search;
    }

    private Condition InParentheses()
    {
        next++;
        var condition = Either();
        if (words[next].Text is not ")") throw Error("Here ')' is expected.");
        next++;
        return condition;
    }

    private Condition Several(string quantity)
    {
        var isAll = Is(quantity, "all");
        var count = isAll || Is(quantity, "any") ? 1 : Number(quantity);
        next += 2;
        var pattern = words[next].Text;
        var chosen = searches.Where(search => Fits(search.Key, pattern)).Select(search => search.Value).ToList();
        if (pattern.Length == 0) throw Error("Here names of searches are expected.");
        if (chosen.Count == 0) throw Error($"There is no search like '{pattern}'.");
        if (count > chosen.Count) throw Error($"Only {chosen.Count} searches are like '{pattern}'.");

        next++;
        return isAll ? AtLeast.All(chosen) : count == 1 ? AtLeast.Any(chosen) : new AtLeast(count, chosen);
    }

    // "them" are all but those whose names begin with an underscore.
    private static bool Fits(string name, string pattern) =>
        Is(pattern, "them") ? name is not ['_', ..] : new TextPattern(Glyphs.Parse(pattern)).IsMatch(name);

    private int Number(string quantity) =>
        int.TryParse(quantity, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw Error($"Before 'of' stands a number, 'all' or 'any', not '{quantity}'.");

    // In a block the text begins on the next line, and its indent is not known.
    private SigmaException Error(string reason)
    {
        var before = scalar.Value[..words[next].At];
        var lines = before.Count(c => c is '\n');
        if (scalar.Form is ScalarForm.Block) return new(file, scalar.Line + 1 + lines, before.Length - before.LastIndexOf('\n'), reason);
        var quote = scalar.Form is ScalarForm.Quoted ? 1 : 0;
        return new(file, scalar.Line, scalar.Column + quote + before.Length, reason);
    }

    [GeneratedRegex(@"[()|]|[^\s()|]+")]
    private static partial Regex Word();
}
