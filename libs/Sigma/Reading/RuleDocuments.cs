namespace Platform.Sigma.Reading;

/// <summary>Documents of one file, completed by those before them: global adds to all that follow, repeat begins as the last did.</summary>
internal sealed class RuleDocuments(string file)
{
    private YamlMap? common;
    private YamlMap? previous;

    public IEnumerable<YamlMap> Whole(IEnumerable<YamlNode> documents) =>
        documents.Where(node => node is not YamlScalar { IsNull: true }).Select(Take).OfType<YamlMap>();

    private YamlMap? Take(YamlNode node)
    {
        if (node is not YamlMap document) throw new SigmaException(file, node.Line, node.Column, "A rule must have names and values.");
        var action = new YamlFields(document, file).Text("action");
        document = document with { Entries = [.. document.Entries.Where(entry => entry.Key.Value is not "action")] };

        switch (action)
        {
            case null:
                return previous = Merge(common, document);
            case "repeat":
                return previous = Merge(previous, document);
            case "global":
                common = Merge(common, document);
                return null;
            case "reset":
                (common, previous) = (null, null);
                return document.Entries.Count == 0 ? null : previous = document;
            default:
                throw new SigmaException(file, node.Line, node.Column, $"The action '{action}' is none of global, reset, repeat.");
        }
    }

    // Maps are merged name by name; anything else of the later document replaces what was before.
    private static YamlMap Merge(YamlMap? before, YamlMap after)
    {
        if (before is null) return after;
        var names = before.Entries.Select(entry => entry.Key).UnionBy(after.Entries.Select(entry => entry.Key), key => key.Value);
        return after with { Entries = [.. names.Select(name => new YamlEntry(name, Chosen(before[name.Value], after[name.Value])))] };
    }

    private static YamlNode Chosen(YamlNode? before, YamlNode? after) => (before, after) switch
    {
        (YamlMap first, YamlMap second) => Merge(first, second),
        (_, { } second) => second,
        ({ } first, null) => first,
        _ => throw new InvalidOperationException("A name comes from one of the two."),
    };
}
