using Platform.Sigma.Matching;

namespace Platform.Sigma.Reading;

/// <summary>Makes conditions of the named searches of a detection, and one of its condition.</summary>
internal sealed class DetectionReader(string file, ItemReader items)
{
    public Condition Read(YamlFields detection)
    {
        if (detection.Map["timeframe"] is { } timeframe)
            throw detection.Error(timeframe, "'timeframe' belongs to aggregations, which are not supported.");

        var searches = detection.Map.Entries.Where(entry => entry.Key.Value is not "condition")
            .Select(entry => KeyValuePair.Create(entry.Key.Value, Search(entry.Value))).ToList();
        var conditions = detection.Map["condition"] switch
        {
            YamlScalar { IsNull: false } one => [one],
            YamlList { Items.Count: > 0 } several => several.Items,
            _ => throw detection.Error(detection.Map, "'condition' is missing."),
        };
        return AtLeast.Any([.. conditions.Select(condition => condition is YamlScalar text
            ? new ConditionReader(text, file, searches).Read()
            : throw detection.Error(condition, "'condition' must be a text."))]);
    }

    // A map is AND, a list of maps OR, a list of values looks for any of them in any field.
    private Condition Search(YamlNode node) => node switch
    {
        YamlMap { Entries.Count: > 0 } map => AtLeast.All([.. map.Entries.Select(entry => items.Read(entry))]),
        YamlList { Items.Count: > 0 } list => List(list),
        YamlScalar { IsNull: false } => items.Keywords(node),
        _ => throw new SigmaException(file, node.Line, node.Column, "A search must say what to look for."),
    };

    private Condition List(YamlList list)
    {
        var words = list.Items.Where(item => item is YamlScalar).ToList();
        var others = list.Items.Where(item => item is not YamlScalar).Select(Search).ToList();
        if (words.Count > 0) others.Add(items.Keywords(list with { Items = words }));
        return AtLeast.Any(others);
    }
}
