using Platform.Sigma.Matching;

namespace Platform.Sigma.Reading;

/// <summary>Makes a condition of one line of a search: a field with its modifiers, and what its value must be.</summary>
internal sealed class ItemReader(string file, IReadOnlyDictionary<string, IReadOnlyList<string>> placeholders)
{
    public Condition Read(YamlEntry entry)
    {
        var modifiers = Modifiers.Parse(entry.Key, file);
        var values = ValuesOf(entry.Value);
        if (modifiers.IsExists) return new FieldExists(modifiers.Field, Flag(values));

        var reader = new ValueReader(file, modifiers, placeholders);
        var condition = modifiers.IsAll
            ? AtLeast.All([.. values.Select(value => Part(modifiers, [value], reader))])
            : Part(modifiers, values, reader);
        return modifiers.IsNotEqual ? new Not(condition) : condition;
    }

    /// <summary>Any of these texts anywhere in any field.</summary>
    public Condition Keywords(YamlNode words) => Read(new(new(words.Line, words.Column, "", ScalarForm.Plain), words));

    private Condition Part(Modifiers modifiers, List<YamlScalar> values, ValueReader reader)
    {
        var tests = values.Where(value => !value.IsNull).SelectMany(reader.Tests).ToList();
        var hasNull = values.Any(value => value.IsNull);
        if (modifiers.Field.Length == 0)
        {
            if (hasNull) throw Error(values[0], "A keyword must be a text.");
            return new KeywordTest(tests);
        }

        if (hasNull && !modifiers.AllowsNull) throw Error(values[0], "With these modifiers a value must not be null.");
        if (!hasNull) return new FieldTest(modifiers.Field, tests);
        var isNull = new FieldIsNull(modifiers.Field);
        return tests.Count == 0 ? isNull : AtLeast.Any([isNull, new FieldTest(modifiers.Field, tests)]);
    }

    private List<YamlScalar> ValuesOf(YamlNode node) => node switch
    {
        YamlScalar scalar => [scalar],
        YamlList { Items.Count: > 0 } list => [.. list.Items.Select(item =>
            item as YamlScalar ?? throw Error(item, "A value must be a text, a number or null."))],
        _ => throw Error(node, "A value must be a text, a number, null or a list of these."),
    };

    private bool Flag(List<YamlScalar> values) => values is [var one] && bool.TryParse(one.Value, out var flag)
        ? flag
        : throw Error(values[0], "'exists' needs true or false.");

    private SigmaException Error(YamlNode at, string reason) => new(file, at.Line, at.Column, reason);
}
