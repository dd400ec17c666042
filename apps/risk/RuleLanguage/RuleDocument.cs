using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Platform.Risk.RuleLanguage;

/// <summary>The YAML of one rule file, with the places of its nodes.</summary>
internal sealed class RuleDocument
{
    private readonly string file;
    private readonly string[] lines;
    private readonly YamlNode? root;

    public RuleDocument(string file, string text)
    {
        (this.file, lines) = (file, text.Split('\n'));
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException wrong)
        {
            throw new RuleSyntaxException(file, PlaceOf(wrong.Start), wrong.Message);
        }

        root = stream.Documents.Count > 0 ? stream.Documents[0].RootNode : null;
    }

    /// <summary>The entries under <c>rules</c>; none for an empty file.</summary>
    public IEnumerable<YamlMappingNode> Rules()
    {
        if (root is null) return [];
        if (root is not YamlMappingNode top) throw Error(root, "A rule file is a mapping with the key 'rules'.");

        AllowOnly(top, "rules");
        return top.Children.Values.SelectMany(Entries);
    }

    /// <exception cref="RuleSyntaxException">The mapping has another key.</exception>
    public void AllowOnly(YamlMappingNode node, params string[] keys)
    {
        foreach (var key in node.Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } name } || !keys.Contains(name))
                throw Error(key, $"'{key}' is not known here; allowed: {string.Join(", ", keys)}.");
        }
    }

    public YamlScalarNode? Find(YamlMappingNode node, string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var value)
        ? value as YamlScalarNode ?? throw Error(value, $"'{key}' is a single value.")
        : null;

    /// <exception cref="RuleSyntaxException">The key is missing.</exception>
    public YamlScalarNode Scalar(YamlMappingNode node, string key) => Find(node, key) ?? throw Error(node, $"This rule has no '{key}'.");

    public SourceText SourceOf(YamlScalarNode node)
    {
        var place = PlaceOf(node.Start);
        if (node.Style is not ScalarStyle.Literal)
            return new(file, node.Value ?? "", node.Style is ScalarStyle.Plain ? place : place.Plus(1), place.Column);

        // The text of a '|' block starts on the next line, behind its indentation.
        var first = lines[Math.Min(place.Line, lines.Length - 1)];
        var indent = first.Length - first.TrimStart(' ').Length + 1;
        return new(file, node.Value ?? "", new(place.Line + 1, indent), indent);
    }

    public RuleSyntaxException Error(YamlNode node, string problem) => new(file, PlaceOf(node.Start), problem);

    private IEnumerable<YamlMappingNode> Entries(YamlNode list) => list is YamlSequenceNode sequence
        ? sequence.Children.Select(entry => entry as YamlMappingNode ?? throw Error(entry, "A rule is a mapping."))
        : throw Error(list, "'rules' is a list.");

    private static Place PlaceOf(Mark mark) => new((int)mark.Line, (int)mark.Column);
}
